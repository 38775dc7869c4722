//! Changes that are asked about in meetings.

use forkcast_engine::Scenario;
use forkcast_engine::params::{self, Value};

/// A change of one input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhatIf {
    /// Ten times the questions a day.
    TenTimesTheTraffic,
    /// Half the monthly budget.
    HalfTheBudget,
    /// The content changes weekly.
    WeeklyChange,
}

/// Every change, in order.
pub const WHAT_IFS: [WhatIf; 3] = [
    WhatIf::TenTimesTheTraffic,
    WhatIf::HalfTheBudget,
    WhatIf::WeeklyChange,
];

impl WhatIf {
    /// Its id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::TenTimesTheTraffic => "traffic",
            Self::HalfTheBudget => "budget",
            Self::WeeklyChange => "weekly",
        }
    }
}

/// The scenario after that change; none where the input stands there already, or at the end of its range.
#[must_use]
pub fn after(s: &Scenario, what: WhatIf) -> Option<Scenario> {
    let (key, value) = match what {
        WhatIf::TenTimesTheTraffic => ("queries_per_day", s.queries_per_day * 10.0),
        WhatIf::HalfTheBudget => ("budget_monthly_usd", s.budget_monthly_usd / 2.0),
        WhatIf::WeeklyChange => ("change_days", 7.0),
    };
    let param = params::find(key).ok()?;
    let (min, max) = param.range()?;
    let mut next = *s;
    (param.set)(&mut next, Value::Number(value.clamp(min, max)));
    (next != *s).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_changes_its_input_alone_and_stops_at_the_end_of_the_range() {
        let s = Scenario::default();
        let inputs = |what| {
            let next = after(&s, what).expect("a change");
            let keys = params::PARAMS.iter().filter(|p| (p.get)(&s) != (p.get)(&next));
            keys.map(|p| (p.key, p.number(&next))).collect::<Vec<_>>()
        };
        assert_eq!(
            inputs(WhatIf::TenTimesTheTraffic),
            [("queries_per_day", 50_000.0)]
        );
        assert_eq!(inputs(WhatIf::HalfTheBudget), [("budget_monthly_usd", 4_000.0)]);
        assert_eq!(inputs(WhatIf::WeeklyChange), [("change_days", 7.0)]);
        let weekly = after(&s, WhatIf::WeeklyChange).expect("a change");
        assert_eq!(after(&weekly, WhatIf::WeeklyChange), None);
        let (_, most) = params::find("queries_per_day")
            .expect("an input")
            .range()
            .expect("a range");
        let full = Scenario {
            queries_per_day: most,
            ..s
        };
        assert_eq!(after(&full, WhatIf::TenTimesTheTraffic), None);
    }
}
