//! The short versions of the faults: each holds, and each finds what was planted.

use measure::faults::{FAULTS, Ground, Outcome, find, table};

fn strike(id: &str) {
    let fault = find(id).expect("a fault of that name");
    let ground = Ground {
        product: env!("CARGO_BIN_EXE_zhicheng-product").into(),
        own: env!("CARGO_BIN_EXE_zhicheng-faults").into(),
        long: false,
        plant: None,
    };
    let outcome = (fault.run)(&ground);
    if let Outcome::NotRun(why) = &outcome {
        println!("skipped: {why}");
        return;
    }
    println!("{}", table(&outcome));
    assert!(outcome.holds(), "{}", table(&outcome));
    for plant in fault.plants {
        let planted = (fault.run)(&Ground { plant: Some(plant), ..ground.clone() });
        println!("{plant}:\n{}", table(&planted));
        assert!(!planted.broken().is_empty(), "{plant} was not found:\n{}", table(&planted));
    }
}

#[test]
fn the_process_is_killed() {
    strike("R1");
}

#[test]
fn the_disk_is_full() {
    strike("R4");
}

#[test]
fn the_process_is_asked_to_stop() {
    strike("R11");
}

#[test]
fn browsers_go_away() {
    strike("R12");
}

#[test]
fn forms_are_spoilt() {
    strike("R14");
}

#[test]
fn everybody_submits_many_times() {
    strike("R8");
}

#[test]
fn the_power_fails() {
    strike("R2");
}

#[test]
fn every_fault_has_its_short_version() {
    for fault in FAULTS {
        assert!(include_str!("faults.rs").contains(&format!("strike(\"{}\")", fault.id)), "{}", fault.id);
        assert!(!fault.plants.is_empty(), "{} has never been seen to find anything", fault.id);
    }
}
