//! Trying rules on sample records: what they say, and whose answer a new rule would change.

use serde::{Deserialize, Serialize};

use super::{
    Policy,
    facts::{Aim, Facts},
    judge::{Verdict, judge},
};
use crate::date::Date;

/// An invented person and what they might apply for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    pub name: String,
    pub aims: Vec<Aim>,
    /// Without an aim of its own.
    pub facts: Facts,
}

/// What the rules say of one aim of a sample.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub sample: String,
    pub aim: Aim,
    pub verdict: Verdict,
}

/// Every sample with each of its aims; `region` in place of the samples' own where given.
pub fn dry_run(policy: &Policy, samples: &[Sample], region: Option<&str>, day: Date) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for sample in samples {
        for aim in &sample.aims {
            let mut facts = Facts { aim: aim.clone(), ..sample.facts.clone() };
            if let Some(region) = region {
                facts.region = region.to_owned();
            }
            let verdict = judge(policy, &facts, day);
            outcomes.push(Outcome { sample: sample.name.clone(), aim: aim.clone(), verdict });
        }
    }
    outcomes
}

/// Of two runs over the same samples, those whose answer or explanation is another one.
pub fn changed<'a>(before: &'a [Outcome], after: &'a [Outcome]) -> Vec<(&'a Outcome, &'a Outcome)> {
    before.iter().zip(after).filter(|(before, after)| before.verdict != after.verdict).collect()
}
