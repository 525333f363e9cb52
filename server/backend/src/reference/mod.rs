//! Reference data shipped with the product, and the search keys over it.
//!
//! Everything here is a pure function of files in `data/` (its `README.md` says
//! where they come from), read once at first use. It is not the database: what an
//! administrator may change (committees, plans, units, notices) is only seeded
//! from here. A row that cannot be read is left out at run time and fails
//! `tests/reference.rs`, which counts every row of every file.
//!
//! To add one: a CSV file in `data/`, a struct and a function in [`catalogue`]
//! (true of everywhere) or [`demo`] (invented), its count in the test.

pub mod catalogue;
pub mod demo;
pub mod policy;
pub mod regions;
pub mod search;

pub use catalogue::{Branch, Committee, Level, Series, Specialty, Title};
pub use catalogue::{branches, committees, levels, recognition_rules, series, specialties, titles};
pub use demo::{
    CommitteePlan, DemoRecord, Organisation, OrganisationKind, ReferenceNotice, accounts, notices, plans, records,
    units,
};
pub use regions::{Region, RegionFilter, RegionIndex, RegionKind, RegionLevel, index, region, regions};
