//! Why a server function did not do what was asked. It never holds what a user
//! typed; with `Refused` comes the sentence that says how to mend it.

use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApiError {
    /// Nobody is logged in, or not any more.
    SignedOut,
    /// A sentence for the user.
    Refused(String),
    /// A fault of the site, logged under this reference; trying again later may help.
    Failed { reference: String },
    /// The site was not reached, or what came back was no answer.
    Unreached,
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> ApiError {
        ApiError::Unreached
    }
}
