//! Use cases and storage: what the product does, without a page or a socket.
//!
//! Every use case reads the same: `may` → load → decide in `domain` → store →
//! event → commit, in one transaction. SQL lives in [`store`] only; HTTP and
//! paper live elsewhere and know this crate, not the other way round.
//!
//! Reading order: [`db`] (the store layer) → [`store`] → [`records`], [`entries`], [`twins`],
//! [`attachments`] (with [`files`]), [`applications`] (with `saving`, `dossier` and `steps`), [`reviews`],
//! [`certificates`], [`picks`] → [`seed`], [`state`], [`invariants`].

pub mod accounts;
pub mod apart;
pub mod applications;
pub mod attachments;
pub mod backup;
pub mod certificates;
pub mod clock;
pub mod db;
mod dossier;
pub mod entries;
pub mod error;
pub mod files;
pub mod ids;
pub mod invariants;
pub mod labels;
pub mod metrics;
pub mod notices;
pub mod photo;
pub mod photos;
pub mod picks;
pub mod policy;
pub mod records;
pub mod reference;
pub mod reviews;
mod saving;
pub mod seed;
pub mod state;
mod steps;
pub mod store;
pub mod testing;
pub mod twins;

pub use accounts::Actor;
pub use error::{Error, Result};
pub use saving::VERSIONS_KEPT;

use apart::Apart;
use clock::Clock;
use db::Db;
use files::Files;

/// All use cases. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    pub(crate) db: Db,
    pub clock: Clock,
    pub(crate) files: Files,
    /// Where passwords are hashed and compared, and nowhere else: one at a time, so that a storm of
    /// log-ins occupies one core and pages keep the others.
    pub hashing: Apart,
    /// Where photos are decoded and attachments looked at.
    pub looking: Apart,
}

/// Log-ins that may wait for the one hasher; at about 30 ms each the last waits two seconds.
const LOG_INS: usize = 64;
/// Files that may wait for each core that looks at them.
const FILES: usize = 32;

impl Backend {
    /// Attachments stay in memory until [`Backend::with_files`] says where they go.
    pub fn new(db: Db, clock: Clock) -> Backend {
        let cores = apart::cores();
        Backend {
            db,
            clock,
            files: Files::memory(),
            hashing: Apart::new("password", 1, LOG_INS),
            looking: Apart::new("file", cores, cores * FILES),
        }
    }

    /// Keeps the bytes of attachments there.
    #[must_use]
    pub fn with_files(self, files: Files) -> Backend {
        Backend { files, ..self }
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Writes what goes on, for Prometheus.
    pub fn measure(&self, text: &mut metrics::Text) {
        self.db.measure(text);
    }

    /// Whether the database can be read and written.
    ///
    /// # Errors
    /// Why it cannot.
    pub async fn alive(&self) -> Result<()> {
        self.db.in_place()?;
        self.db.read(async |tx| Ok::<_, Error>(store::seed::is_empty(tx).await.map(drop)?)).await?;
        self.db.write(async |_| Ok(())).await
    }
}
