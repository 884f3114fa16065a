//! One signed-in session: its two tokens, whose it is, how long it lasts and how much it proves.
//!
//! Lifetimes count from receipt on two clocks, because either may lie: the wall clock is set by people, the monotonic one stands still
//! while the machine sleeps.

use super::key;
use crate::domain::fault::Fault;
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use crate::ports::{Clock, Lent, StoredSession};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// A token with less than this left is renewed before it is used.
const MARGIN: SignedDuration = SignedDuration::from_secs(90);
/// What Auth gives where it does not say.
const USUAL_LIFE: i64 = 3600;

/// A session as Auth gave it.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) access: SecretString,
    pub(super) refresh: SecretString,
    pub(super) user: ProfileId,
    pub(super) email: Safe,
    ends_wall: Timestamp,
    ends_monotonic: Instant,
    is_second_level: bool,
    factor: Option<Uuid>,
    is_lent: bool,
}

impl Session {
    /// Reads the answer of `/token`, `/verify` or `/factors/…/verify`. `skew` is server time minus ours.
    pub(super) fn read(body: &Value, clock: &dyn Clock, skew: SignedDuration) -> Result<Self, Fault> {
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let broken = |what: &str| Fault::Broken { trace: Safe::line(&format!("a session without {what}")) };
        let access = text(body, "access_token").ok_or_else(|| broken("an access token"))?;
        let refresh = text(body, "refresh_token").ok_or_else(|| broken("a refresh token"))?;
        let claims = key::claims(&access).unwrap_or_default();
        let user = body.get("user").unwrap_or(&Value::Null);
        let id = text(user, "id").or_else(|| claims.get("sub").and_then(Value::as_str).map(str::to_owned));
        let id = id.and_then(|id| id.parse().ok()).ok_or_else(|| broken("a user"))?;
        let now = clock.now();
        let life = body.get("expires_in").and_then(Value::as_i64).unwrap_or_else(|| {
            // Only the claim is left: it is a moment on the server's clock.
            let exp = claims.get("exp").and_then(Value::as_i64);
            exp.map_or(USUAL_LIFE, |exp| exp - now.as_second() - skew.as_secs())
        });
        let life = life.clamp(0, 7 * 24 * 3600);
        Ok(Self {
            user: ProfileId(id),
            email: Safe::line(&text(user, "email").unwrap_or_default()),
            ends_wall: now.saturating_add(SignedDuration::from_secs(life)).unwrap_or(now),
            ends_monotonic: Instant::now() + Duration::from_secs(life.unsigned_abs()),
            is_second_level: claims.get("aal").and_then(Value::as_str) == Some("aal2"),
            factor: verified_factor(user),
            is_lent: false,
            access: access.into(),
            refresh: refresh.into(),
        })
    }

    /// A session on loan. The refresh token stays the one that is kept: it is not used while the loan lasts.
    pub(super) fn of_loan(lent: &Lent, kept: &StoredSession, clock: &dyn Clock) -> Self {
        let life = SignedDuration::try_from(lent.left).unwrap_or(SignedDuration::ZERO);
        Self {
            user: lent.who,
            email: lent.email.clone(),
            ends_wall: clock.now().saturating_add(life).unwrap_or(clock.now()),
            ends_monotonic: Instant::now() + lent.left,
            is_second_level: false,
            // Whoever lends has proved what there was to prove.
            factor: None,
            access: lent.access.clone(),
            refresh: kept.refresh_token.clone(),
            is_lent: true,
        }
    }

    /// Whether it is another antops's.
    pub(super) fn is_lent(&self) -> bool {
        self.is_lent
    }

    /// The same as a loan.
    pub(super) fn lent(&self, clock: &dyn Clock) -> Lent {
        let left = Duration::try_from(self.left(clock)).unwrap_or_default();
        Lent { who: self.user, email: self.email.clone(), access: self.access.clone(), left }
    }

    /// How long it lasts, by the clock that gives it less; negative once it is over.
    pub(super) fn left(&self, clock: &dyn Clock) -> SignedDuration {
        let wall = self.ends_wall.duration_since(clock.now());
        let monotonic = match self.ends_monotonic.checked_duration_since(Instant::now()) {
            Some(left) => SignedDuration::try_from(left).unwrap_or(wall),
            None => SignedDuration::from_secs(-1),
        };
        wall.min(monotonic)
    }

    /// Whether it can be used without renewing it first.
    pub(super) fn is_fresh(&self, clock: &dyn Clock) -> bool {
        self.left(clock) >= MARGIN
    }

    /// How long until it should be renewed; zero when it is due.
    pub(super) fn renew_in(&self, clock: &dyn Clock) -> Duration {
        Duration::try_from(self.left(clock) - MARGIN).unwrap_or_default()
    }

    /// The factor whose code is still missing: the account has a second factor, and this session does not prove it.
    pub(super) fn missing_factor(&self) -> Option<Uuid> {
        self.factor.filter(|_| !self.is_second_level)
    }

    /// What is kept of it.
    pub(super) fn stored(&self, project: &str) -> StoredSession {
        let (refresh_token, email) = (self.refresh.clone(), self.email.clone());
        StoredSession { refresh_token, project: project.to_owned(), user: self.user, email }
    }

    /// Whether the token is this one.
    pub(super) fn has_access(&self, token: &SecretString) -> bool {
        self.access.expose_secret() == token.expose_secret()
    }
}

fn verified_factor(user: &Value) -> Option<Uuid> {
    let factors = user.get("factors")?.as_array()?;
    let is = |factor: &Value, name: &str, word: &str| factor.get(name).and_then(Value::as_str) == Some(word);
    let totp = factors.iter().find(|factor| is(factor, "status", "verified") && is(factor, "factor_type", "totp"))?;
    totp.get("id")?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::sync::Mutex;

    struct Wall(Mutex<Timestamp>);
    impl Clock for Wall {
        fn now(&self) -> Timestamp {
            *self.0.lock().expect("one thread")
        }
        fn zone(&self) -> jiff::tz::TimeZone {
            jiff::tz::TimeZone::UTC
        }
    }

    fn wall() -> Wall {
        Wall(Mutex::new(Timestamp::from_second(1_800_000_000).expect("a time")))
    }

    fn session(clock: &Wall, body: &Value) -> Session {
        Session::read(body, clock, SignedDuration::ZERO).expect("a session")
    }

    fn body(expires_in: i64) -> Value {
        json!({"access_token": "a.b.c", "refresh_token": "r", "expires_in": expires_in,
            "user": {"id": "11111111-1111-4111-8111-000000000004", "email": "m@acme.example"}})
    }

    #[test]
    fn it_is_due_ninety_seconds_before_its_end() {
        let clock = wall();
        assert!(session(&clock, &body(3600)).is_fresh(&clock));
        assert!(!session(&clock, &body(89)).is_fresh(&clock));
    }

    #[test]
    fn sleeping_through_its_end_is_seen_on_the_wall() {
        let clock = wall();
        let session = session(&clock, &body(3600));
        *clock.0.lock().expect("one thread") += SignedDuration::from_hours(2);
        assert!(session.left(&clock).is_negative());
        assert_eq!(session.renew_in(&clock), Duration::ZERO);
    }

    #[test]
    fn a_wall_clock_set_back_does_not_prolong_it() {
        let clock = wall();
        let session = session(&clock, &body(60));
        *clock.0.lock().expect("one thread") -= SignedDuration::from_hours(2);
        assert!(!session.is_fresh(&clock));
    }

    #[test]
    fn a_verified_factor_is_asked_for_at_the_first_level_only() {
        let clock = wall();
        let factor = "0b0b0b0b-0000-4000-8000-000000000001";
        let mut body = body(3600);
        body["user"]["factors"] = json!([{"id": factor, "factor_type": "totp", "status": "unverified"}]);
        assert_eq!(session(&clock, &body).missing_factor(), None);
        body["user"]["factors"][0]["status"] = json!("verified");
        assert_eq!(session(&clock, &body).missing_factor().map(|id| id.to_string()).as_deref(), Some(factor));
        body["access_token"] = json!("e30.eyJhYWwiOiJhYWwyIn0.c2ln");
        assert_eq!(session(&clock, &body).missing_factor(), None);
    }

    #[test]
    fn tokens_never_print() {
        let clock = wall();
        let printed = format!("{:?}", session(&clock, &body(3600)));
        assert!(!printed.contains("a.b.c"), "{printed}");
    }
}
