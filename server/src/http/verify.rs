//! 证书查询, for everybody; so many look-ups an address and minute.

use std::{net::IpAddr, num::NonZeroU32};

use app::pages::{
    error::Trouble,
    verify::{self, NAME, NUMBER, Verify},
};
use axum::extract::RawQuery;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock};
use http::StatusCode;

use super::{Answer, Class, Fault, Posted, Routes, Visit, respond};

/// Look-ups of one network, see `Visit::network`.
pub type Limit = DefaultKeyedRateLimiter<IpAddr>;

/// Addresses that are remembered before those are forgotten that have waited long enough.
const ADDRESSES: usize = 10_000;

/// Ten at once, then one every six seconds.
pub fn limit() -> Limit {
    RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(10).expect("ten")))
}

pub fn routes() -> Routes {
    Routes::default().get("/verify", show).post_as(Class::Read, "/verify", look_up)
}

/// The form; the QR code of a certificate fills in the number.
async fn show(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let number = Posted::parse(query.unwrap_or_default().as_bytes()).get(NUMBER).to_owned();
    Ok(respond::page(verify::page(visit.frame(), Verify { number, ..Verify::default() })))
}

async fn look_up(visit: Visit, posted: Posted) -> Answer {
    let (number, name) = (posted.get(NUMBER).trim().to_owned(), posted.get(NAME).trim().to_owned());
    let missing = |text: &str, says: &str| if text.is_empty() { says.to_owned() } else { String::new() };
    if number.is_empty() || name.is_empty() {
        let answer = verify::Answer::Incomplete {
            number: missing(&number, "请填写证书编号，它印在证书上"),
            name: missing(&name, "请填写持证人姓名，与证书一致"),
        };
        let page = verify::page(visit.frame(), Verify { number, name, answer });
        return Ok(respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    within_limit(&visit.app.verify_limit, visit.network())?;
    let backend = &visit.app.backend;
    let found = backend.verify_certificate(&number, &name).await?;
    // Neither number nor name: who was looked up is nobody's business either.
    tracing::info!(address = %visit.address, found = found.is_some(), "a certificate was looked up");
    let at = backend.clock.now();
    let answer = match found {
        Some(certificate) => verify::Answer::Found { certificate: Box::new(certificate), at },
        None => verify::Answer::Unknown { at },
    };
    Ok(respond::page(verify::page(visit.frame(), Verify { number, name, answer })))
}

fn within_limit(limit: &Limit, address: IpAddr) -> Result<(), Fault> {
    if limit.len() > ADDRESSES {
        limit.retain_recent();
    }
    limit.check_key(&address).map_err(|early| {
        let wait = early.wait_time_from(limit.clock().now()).as_secs() + 1;
        Fault(Trouble::TooMany { seconds: u32::try_from(wait).unwrap_or(u32::MAX) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn ten_look_ups_then_a_wait_and_others_are_not_held_up() {
        let limit = limit();
        for _ in 0..10 {
            within_limit(&limit, address("192.0.2.1")).expect("within the limit");
        }
        let Err(Fault(Trouble::TooMany { seconds })) = within_limit(&limit, address("192.0.2.1")) else {
            panic!("the eleventh must wait");
        };
        assert!((1..=7).contains(&seconds), "{seconds}");
        within_limit(&limit, address("192.0.2.2")).expect("another address");
    }
}
