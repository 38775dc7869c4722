"""Our own excerpt in the form of genai-prices' data.py (MIT licence, Pydantic Services)."""

import datetime
from decimal import Decimal

providers: list[Provider] = [
    Provider(
        id='deepseek',
        name='DeepSeek',
        api_pattern='https://api\\.deepseek\\.com',
        model_match=ClauseContains(contains='deepseek'),
        models=[
            ModelInfo(
                id='deepseek-v4-flash',
                match=ClauseOr(or_=[ClauseStartsWith(starts_with='deepseek-v4-flash')]),
                name='DeepSeek V4 Flash',
                context_window=1000000,
                price_comments='Peak is "UTC 01:00-04:00"; it\'s listed last.',
                prices=[
                    ConditionalPrice(
                        prices=ModelPrice(input_mtok=Decimal('0.14'), cache_read_mtok=Decimal('0.0028'), output_mtok=Decimal('0.28'))
                    ),
                    ConditionalPrice(
                        constraint=StartDateConstraint(start_date=datetime.date(2026, 9, 10)),
                        prices=ModelPrice(input_mtok=Decimal('0.15'), cache_read_mtok=Decimal('0.003'), output_mtok=Decimal('0.6')),
                    ),
                    ConditionalPrice(
                        constraint=TimeOfDateConstraint(
                            start_time=datetime.time(1, 0, tzinfo=datetime.UTC), end_time=datetime.time(4, 0, tzinfo=datetime.UTC)
                        ),
                        prices=ModelPrice(input_mtok=Decimal('0.3'), cache_read_mtok=Decimal('0.006'), output_mtok=Decimal('1.2')),
                    ),
                ],
            ),
            ModelInfo(
                id='tiered',
                match=ClauseEquals(equals='tiered'),
                prices=ModelPrice(
                    input_mtok=TieredPrices(base=Decimal('0.1'), tiers=[Tier(start=100000, price=Decimal('0.5'))]),
                    output_mtok=TieredPrices(base=Decimal('0.5'), tiers=[Tier(start=100000, price=Decimal('2.5'))]),
                ),
                price_variants=[PriceVariant(when={'batch': 'true'}, prices=ModelPrice(input_mtok=Decimal('0.05')))],
            ),
            ModelInfo(id='free', match=ClauseEquals(equals='free'), prices=ModelPrice(input_mtok=Decimal('0'), output_mtok=Decimal('0'))),
            ModelInfo(id='speech', match=ClauseEquals(equals='speech'), prices=ModelPrice(input_mtok=Decimal('1'))),
        ],
    ),
]
