//! From questions and deeds to table requests, and from what comes back to answers and verdicts.
//!
//! Start with [`reads`] for questions, [`writes`] for deeds. Knows tables and rules, not how a request travels. Every row asked for or
//! written belongs to the organization of the signed-in person; [`Calls::home`] knows which that is.

mod map;
mod reads;
mod room;
mod writes;

use super::auth::Auth;
use super::rest::{Ask, Failure, Rest, Rows};
use super::rows;
use crate::domain::fault::Fault;
use crate::domain::value::{OrganizationId, ProfileId};
use std::sync::{Arc, Mutex, PoisonError};

/// Who asks, and for which tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Home {
    pub(super) me: ProfileId,
    pub(super) organization: OrganizationId,
}

/// Everything we ask of the tables. Clones share what is known.
#[derive(Clone)]
pub(super) struct Calls {
    rest: Rest,
    auth: Auth,
    home: Arc<Mutex<Option<Home>>>,
}

impl Calls {
    pub(super) fn new(rest: Rest, auth: Auth) -> Self {
        Self { rest, auth, home: Arc::default() }
    }

    /// Who is signed in and where; asked once per person.
    pub(super) async fn home(&self) -> Result<Home, Fault> {
        let me = self.auth.session().await?.user;
        let known = *self.home.lock().unwrap_or_else(PoisonError::into_inner);
        match known.filter(|home| home.me == me) {
            Some(home) => Ok(home),
            None => Ok(self.profile().await?.1),
        }
    }

    /// The own profile as it is now, and where it belongs.
    async fn profile(&self) -> Result<(crate::domain::member::Profile, Home), Fault> {
        let me = self.auth.session().await?.user;
        let found = self.rest.ask(&Ask::read("profiles", rows::select(rows::PROFILE)).eq("id", me)).await?;
        let row = found.rows.first().ok_or_else(|| Fault::Forbidden {
            detail: "this account has no profile in ANTOPS, so it sees nothing; its operator must make one, or invite you again".into(),
        })?;
        let organization = rows::home(row)?.ok_or_else(|| Fault::Forbidden {
            detail: "your profile belongs to no organization, so it sees nothing; its operator must put it into one"
                .into(),
        })?;
        let home = Home { me, organization };
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = Some(home);
        Ok((rows::profile(row)?, home))
    }

    async fn ask(&self, ask: &Ask) -> Result<Rows, Failure> {
        self.rest.ask(ask).await
    }
}
