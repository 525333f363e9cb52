//! The process and its HTTP: settings, commands, routes. What the product does
//! is in `backend`, what it looks like in `app`, what it prints in `pdf`.
//!
//! Reading order: [`config`] → [`cli`] → `serve` → [`listen`] → [`http`].

pub mod assets;
mod backup;
pub mod cli;
pub mod config;
mod failure;
pub mod http;
pub mod listen;
pub mod log;
mod rules;
mod serve;
