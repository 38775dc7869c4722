//! What retrieval bills: writing, reading, servers by size and traffic, tokens of rerankers, pages, context, another embedder.

use super::{NODES, READ_UNITS, base, each, monthly, upfront, world};
use crate::common::{catalog, close, scenario};
use Strategy::{LongContext, Lora, Prompt, Rag};
use forkcast_engine::calendar::{DAYS_PER_MONTH, HOURS_PER_MONTH};
use forkcast_engine::catalog::Billing;
use forkcast_engine::report::CostItem;
use forkcast_engine::scenario::ContextualChunks;
use forkcast_engine::{Scenario, Strategy, evaluate};

/// Each passage of 300 tokens is a record of 1,000 numbers of 4 bytes and 1,200 bytes of text: 5.2 KB, six write units.
#[test]
fn a_store_charges_for_what_is_written() {
    let mut c = world();
    c.stores.to_mut()[READ_UNITS as usize].billing = Billing::ReadUnits {
        usd_per_gb_month: 2.0,
        usd_per_m_read_units: 100.0,
        usd_per_m_write_units: 4.0,
        minimum_usd_month: 0.0,
    };
    let s = Scenario {
        store_index: READ_UNITS,
        change_days: DAYS_PER_MONTH / 4.0,
        ..base()
    };
    let r = evaluate(&s, &c);
    // 10,000 passages x 6 units x 4 USD a million = 0.24 USD once; a fifth of them four times a month.
    close(upfront(&r, Rag, CostItem::Indexing), 3.0 + 0.24);
    close(
        monthly(&r, Rag, CostItem::Store),
        0.08 * 2.0 + 1000.0 * DAYS_PER_MONTH * 25e-6 + 0.24 * 0.2 * 4.0,
    );
}

/// The review's case: 187,500 passages of 400 tokens, embedded again 304 times a month. 1,536 numbers of 4 bytes and 1,600 bytes of text
/// are 7.744 KB, 8 units: 187,500 x 304.4 x 8 x 4 USD a million = 1,826 USD a month, where 50 were billed.
#[test]
fn hourly_changes_of_a_large_corpus_are_written_hourly() {
    let s = scenario(
        "corpus_tokens=150000000 change_share=0.5 change_days=0.1 growth_monthly=0 queries_per_day=1",
    );
    let store = monthly(&evaluate(&s, catalog()), Rag, CostItem::Store);
    let written = 187_500.0 * (DAYS_PER_MONTH / 0.1) * 8.0 * 4e-6;
    // 375,000 vectors of 6,144 bytes with half as much again are 3.456 GB at 0.33 USD; a question a day reads next to nothing.
    let stored = 3.456 * 0.33;
    assert!(
        (store / (written + stored) - 1.0).abs() < 0.01,
        "{store} {written} {stored}"
    );
}

#[test]
fn nodes_come_by_size_and_by_traffic() {
    let mut c = world();
    let nodes = |node_qps, included_nodes| Billing::Nodes {
        usd_per_node_hour: 0.5,
        node_gb: 10.0,
        node_qps,
        included_nodes,
    };
    // 2.4 M questions a day, three times that at the peak: 83.3 a second; a node that answers 20 is loaded to 70 %: six nodes.
    c.stores.to_mut()[NODES as usize].billing = nodes(Some(20.0), 0.0);
    let busy = Scenario {
        store_index: NODES,
        queries_per_day: 2.4e6,
        utilisation: 0.7,
        ..base()
    };
    close(
        monthly(&evaluate(&busy, &c), Rag, CostItem::Store),
        6.0 * 0.5 * HOURS_PER_MONTH,
    );
    // In the application's own server the first node is free: 24 GB take three, so two are paid.
    c.stores.to_mut()[NODES as usize].billing = nodes(None, 1.0);
    let large = Scenario {
        corpus_tokens: 9e8,
        ..busy
    };
    close(
        monthly(&evaluate(&large, &c), Rag, CostItem::Store),
        2.0 * 0.5 * HOURS_PER_MONTH,
    );
}

/// Each search goes to every node that holds a part of the index: two parts that must be there six times over are twelve nodes.
#[test]
fn an_index_in_parts_is_copied_as_a_whole() {
    let mut c = world();
    c.stores.to_mut()[NODES as usize].billing = Billing::Nodes {
        usd_per_node_hour: 0.5,
        node_gb: 12.0,
        node_qps: Some(20.0),
        included_nodes: 0.0,
    };
    let s = Scenario {
        store_index: NODES,
        queries_per_day: 2.4e6,
        utilisation: 0.7,
        corpus_tokens: 9e8,
        ..base()
    };
    close(
        monthly(&evaluate(&s, &c), Rag, CostItem::Store),
        12.0 * 0.5 * HOURS_PER_MONTH,
    );
}

/// PostgreSQL answers 1,716 searches a second on a node, and HNSW in process 2,708: loaded to 70 % they take 1,201 and 1,896.
#[test]
fn stores_of_ones_own_are_sized_by_traffic() {
    let usd = |store: &str, queries_per_day: f64| {
        let s = scenario(&format!(
            "store={store} queries_per_day={queries_per_day} corpus_tokens=1e6 peak_factor=3 growth_monthly=0 utilisation=0.7"
        ));
        monthly(&evaluate(&s, catalog()), Rag, CostItem::Store)
    };
    let node = 0.127 * HOURS_PER_MONTH;
    // Ten million questions a day are 347 a second at the peak.
    close(usd("pgvector", 1e7), node);
    close(usd("in-process", 1e7), 0.0);
    let mut busy =
        scenario("corpus_tokens=1e6 peak_factor=20 growth_monthly=0 utilisation=0.7 queries_per_day=1e7");
    for (id, nodes) in [("pgvector", 2.0), ("in-process", 1.0)] {
        // 2,315 a second: two nodes of PostgreSQL, and two servers of which the first is the application's own.
        busy.store_index = catalog().stores.iter().position(|s| s.id == id).expect("a store") as u16;
        close(
            monthly(&evaluate(&busy, catalog()), Rag, CostItem::Store),
            nodes * node,
        );
    }
}

/// 460 GB of index in process and a million questions a day reranked on a CPU are not free.
#[test]
fn what_runs_in_the_application_needs_servers_at_traffic() {
    let s = scenario(
        "store=in-process embedder=text-embedding-3-large reranker=cross-encoder-local corpus_tokens=1e10 queries_per_day=1e6 peak_factor=3 growth_monthly=0 utilisation=0.7",
    );
    let r = evaluate(&s, catalog());
    // 25 M vectors x 3,072 x 4 bytes x 1.5 = 460.8 GB: 29 servers of 16 GB, of which 28 are paid at 0.127 USD.
    close(monthly(&r, Rag, CostItem::Store), 28.0 * 0.127 * HOURS_PER_MONTH);
    // 34.7 a second at the peak x 0.06 s / 0.7 = 2.98: three servers, two of them paid; and 500 tokens of a question at 0.13.
    let embedding = 1e6 * DAYS_PER_MONTH * 500.0 * 0.13e-6;
    close(
        monthly(&r, Rag, CostItem::Search),
        embedding + 2.0 * 0.127 * HOURS_PER_MONTH,
    );
    let few = Scenario {
        queries_per_day: 1000.0,
        corpus_tokens: 1e6,
        ..s
    };
    let r = evaluate(&few, catalog());
    assert_eq!(
        monthly(&r, Rag, CostItem::Store),
        0.0,
        "it fits the application's server"
    );
}

#[test]
fn a_reranker_is_billed_by_the_search_or_by_the_token() {
    let mut c = world();
    c.rerankers.to_mut()[1].usd_per_k_queries = 0.0;
    c.rerankers.to_mut()[1].usd_per_m_tokens = 0.05;
    let s = Scenario {
        reranker_index: 1,
        rerank_candidates: 20.0,
        cacheable_share: 0.5,
        ..base()
    };
    // 20 passages of 300 tokens, each with the 300 of the question that are not instructions: 12,000 at 0.05 USD a million.
    close(
        each(&s, &evaluate(&s, &c), Rag, CostItem::Search),
        600e-6 + 12_000.0 * 0.05e-6,
    );
    // The passages that are used are among those that are ordered.
    let fewer = Scenario {
        rerank_candidates: 1.0,
        ..s
    };
    close(
        each(&fewer, &evaluate(&fewer, &c), Rag, CostItem::Search),
        600e-6 + 3000.0 * 0.05e-6,
    );
}

#[test]
fn pages_are_parsed_and_passages_put_in_context_once_and_for_what_changes() {
    let c = world();
    let s = Scenario {
        pages: 20_000.0,
        parse_usd_per_k_pages: 10.0,
        contextual_chunks: ContextualChunks::On,
        contextual_usd_per_m_tokens: 1.0,
        ..base()
    };
    let r = evaluate(&s, &c);
    // 200 USD of pages for all who need text; a fifth of them changes once a month.
    for strategy in [LongContext, Lora] {
        close(upfront(&r, strategy, CostItem::Indexing), 200.0);
        close(monthly(&r, strategy, CostItem::Indexing), 40.0);
    }
    assert_eq!(upfront(&r, Prompt, CostItem::Indexing), 0.0);
    // 3 M tokens at 1 USD to embed and 1 USD to write a line about each passage.
    close(upfront(&r, Rag, CostItem::Indexing), 200.0 + 6.0);
    close(monthly(&r, Rag, CostItem::Indexing), 40.0 + 1.2);
    let text = Scenario {
        pages: 0.0,
        contextual_usd_per_m_tokens: 0.0,
        ..s
    };
    close(upfront(&evaluate(&text, &c), Rag, CostItem::Indexing), 3.0);
}

#[test]
fn an_embedder_that_ends_has_everything_embedded_again() {
    let mut c = world();
    // 100 days are 3.3 months: the fourth.
    c.embedders.to_mut()[0].ends_in_days = Some(100.0);
    let s = Scenario {
        change_share: 0.0,
        ..base()
    };
    let (ends, stays) = (evaluate(&s, &c), evaluate(&s, &world()));
    let spent = |r: &forkcast_engine::Report, month: usize| r.of(Rag).cost.cumulative_usd[month];
    close(spent(&ends, 3), spent(&stays, 3));
    close(spent(&ends, 4), spent(&stays, 4) + 3.0);
    close(spent(&ends, 10), spent(&stays, 10) + 3.0);
    close(monthly(&ends, Rag, CostItem::Indexing), 0.3);
    let launched_after = Scenario {
        start_months: 4.0,
        ..s
    };
    assert_eq!(
        monthly(&evaluate(&launched_after, &c), Rag, CostItem::Indexing),
        0.0
    );
    // Gemini Embedding 001 ends on 2028-05-14, within the default's two years.
    let gemini = scenario("embedder=gemini-embedding-001 change_share=0");
    assert!(monthly(&evaluate(&gemini, catalog()), Rag, CostItem::Indexing) > 0.0);
}
