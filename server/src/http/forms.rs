//! What the posts of all forms of the record and of an application have in common:
//! how a save is read, where a magnifier leads, what a page says of two texts.

use app::{
    ui::{
        conflict::{self, Difference, differences},
        field::Shown,
    },
    url,
};
use backend::{ids, records::Save};
use domain::{
    field::{Form, Kind},
    merge,
    values::Values,
};

use super::{Fault, Member, Posted};

/// A save of `id` as it was posted, where the person chose so with the texts of another page. A page always sends
/// its key; without one it is a page of its own.
pub fn save(posted: &Posted, form: &Form, id: &str) -> Save {
    let key = posted.get("key");
    let mut values = posted.values(form);
    for field in form.fields().filter(|field| merge::open(field)) {
        if let Some(stored) = posted.get(&conflict::name(field.key)).strip_prefix(conflict::STORED) {
            values.set(field.key, stored);
        }
    }
    Save {
        id: id.to_owned(),
        version: posted.get("version").parse().unwrap_or(0),
        key: if key.is_empty() { ids::new() } else { key.to_owned() },
        values,
    }
}

/// A page of somebody who has logged out must not fill the record of who logged in after.
///
/// # Errors
/// Not found when the form was drawn for another account.
pub fn own(member: &Member, posted: &Posted) -> Result<(), Fault> {
    if posted.has("account") && posted.get("account") != member.actor.mark() {
        return Err(Fault::not_found());
    }
    Ok(())
}

/// Where the pressed magnifier leads; `back` is the page whose field it fills.
pub fn pick(posted: &Posted, form: &Form, owner: &str, back: &str) -> Option<String> {
    let field = form.field(posted.get("pick"))?;
    match field.kind {
        Kind::Pick(picker) => {
            let query = url::picking(picker, form.key, field.key, owner);
            Some(url::pick(&query, &url::at_field(back, field.key)))
        }
        _ => None,
    }
}

/// What was typed, as it would be stored, with its labels.
pub async fn typed(member: &Member, form: &'static Form, raw: &Values) -> Result<Shown, Fault> {
    let backend = &member.app.backend;
    let values = backend.tidied(&member.actor, form, raw).await?;
    let labels = backend.labels(&member.actor, form, &values).await?;
    Ok(Shown { values, labels, ..Default::default() })
}

/// The form after a save that met another page's text in some fields: what is stored, with the typed text there, and
/// the two texts of each.
pub async fn clash(
    member: &Member,
    form: &'static Form,
    raw: &Values,
    stored: &Values,
    keys: &[&str],
) -> Result<(Shown, Vec<Difference>), Fault> {
    let backend = &member.app.backend;
    let mine = backend.tidied(&member.actor, form, raw).await?;
    let mut values = stored.clone();
    for key in keys {
        values.set(key, mine.get(key));
    }
    let labels = backend.labels(&member.actor, form, &values).await?;
    let other = backend.labels(&member.actor, form, stored).await?;
    let differs = differences(form, keys, (&values, &labels), (stored, &other));
    Ok((Shown { values, labels, ..Default::default() }, differs))
}
