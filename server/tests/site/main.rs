//! The site as a person meets it who has no scripts: journeys, bad input, and what
//! every address answers to whom. In process, on a real database with the demo in it.
//!
//! To add one: a test in the file of its kind; steps that several take go into [`steps`].

mod attachments;
mod backup;
mod bad_decisions;
mod bad_input;
mod bad_requests;
mod browser;
mod commands;
mod dom;
mod entries;
mod every_endpoint;
mod forged;
mod headers;
mod heavy;
mod injection;
mod journey;
mod library;
mod limits;
mod load;
mod logs;
mod matrix;
mod observed;
mod paper;
mod site;
mod stages;
mod steps;
mod world;
