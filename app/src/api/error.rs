//! Why a server function did not do what was asked. It never holds what a user
//! typed; with `Refused` comes the sentence that says how to mend it.

use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use super::wire::WireEncoding;

#[derive(Clone, Debug, PartialEq, Eq)]
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
    type Encoder = WireEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> ApiError {
        ApiError::Unreached
    }
}
