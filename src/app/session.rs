//! Signing in and out, step by step, and what happens when a session ends under one's hands: the rows stay, the drafts stay, the form
//! lies over them.

use super::effect::{Effect, Effects};
use super::layers::Layer;
use super::layers::sign_in::{SignInForm, Step};
use super::model::{Model, Session};
use super::notice::Tone;
use crate::domain::fault::Fault;
use crate::domain::request::Query;
use crate::domain::safe::Safe;
use crate::ports::{SignIn, SignedIn};
use jiff::SignedDuration;
use secrecy::SecretString;

/// How long to wait before a stored session that could not be taken up is tried again.
pub(super) const RETRY: SignedDuration = SignedDuration::from_secs(5);

impl Model {
    /// The first effects of a run.
    #[must_use]
    pub fn start(&mut self) -> Effects {
        if !self.project_known {
            self.session = Session::SignedOut;
            self.layers.push(Layer::SignIn(SignInForm::new(Step::Project, "")));
            return vec![];
        }
        self.restore()
    }

    pub(super) fn restore(&mut self) -> Effects {
        self.session = Session::Restoring { failed: None };
        self.awaiting += 1;
        vec![Effect::SignIn(SignIn::Restore)]
    }

    /// Tries a stored session again when its time has come.
    pub(super) fn restore_again(&mut self) -> Effects {
        match &self.session {
            Session::Restoring { failed: Some((at, _)) } if self.now.duration_since(*at) >= RETRY => self.restore(),
            _ => vec![],
        }
    }

    pub(super) fn sign_in_answered(&mut self, result: Result<SignedIn, Fault>) -> Effects {
        self.awaiting = self.awaiting.saturating_sub(1);
        self.dirty();
        match result {
            Ok(SignedIn::Ready) => self.enter(),
            Ok(SignedIn::NoSession) => self.ask(Step::Password, None),
            Ok(SignedIn::CodeSent) => self.ask(Step::Code, None),
            Ok(SignedIn::TotpNeeded) => self.ask(Step::Totp, None),
            Err(fault) => self.sign_in_failed(&fault),
        }
    }

    fn sign_in_failed(&mut self, fault: &Fault) -> Effects {
        let sentence = fault.to_string();
        let restoring = matches!(self.session, Session::Restoring { .. });
        if let Some(form) = self.form() {
            form.busy = false;
            form.message = Some(sentence);
            form.forget_secrets();
            return vec![];
        }
        if restoring && fault.is_transient() {
            self.session = Session::Restoring { failed: Some((self.now, fault.clone())) };
            return vec![];
        }
        self.ask(Step::Password, Some(sentence))
    }

    /// Somebody is signed in; who, the first answer will tell. Answers to questions of before are nobody's.
    fn enter(&mut self) -> Effects {
        self.layers.retain(|layer| !matches!(layer, Layer::SignIn(_)));
        self.session = Session::Ready;
        let answered_at = self.remote.line(&Query::Incidents).and_then(|line| line.answered_at);
        self.cached_at = self.cached_at.or(answered_at);
        self.remote.new_generation();
        vec![]
    }

    /// The session is over: asks for a new one above everything that stays.
    pub(super) fn signed_out_by_server(&mut self, reason: &Safe) -> Effects {
        if self.session == Session::SignedOut {
            return vec![];
        }
        let because = if reason.is_empty() {
            "Your session ended.".into()
        } else {
            format!("Your session ended: {}.", reason.trim_end_matches('.'))
        };
        let mut effects = self.ask(Step::Password, Some(format!("{because} What you wrote is kept.")));
        self.live = super::live::LiveBoard::default();
        effects.extend(self.hide());
        effects.push(Effect::Unwatch);
        effects
    }

    fn ask(&mut self, step: Step, because: Option<String>) -> Effects {
        self.session = Session::SignedOut;
        let email = self.form().map(|form| form.email().to_owned()).filter(|email| !email.is_empty());
        let email = email
            .or_else(|| self.me.as_ref().map(|me| me.profile.email.to_string()))
            .unwrap_or_else(|| self.email.clone());
        let mut form = SignInForm::new(step, &email);
        form.message = because;
        self.layers.retain(|layer| !matches!(layer, Layer::SignIn(_)));
        self.layers.push(Layer::SignIn(form));
        vec![]
    }

    pub(super) fn form(&mut self) -> Option<&mut SignInForm> {
        self.layers.iter_mut().rev().find_map(|layer| match layer {
            Layer::SignIn(form) => Some(form),
            _ => None,
        })
    }

    /// Sends what the form holds, once all of it is good.
    pub(super) fn submit_sign_in(&mut self) -> Effects {
        let Some(form) = self.form() else { return vec![] };
        if form.busy {
            return vec![];
        }
        if form.focus + 1 < form.fields.len() {
            form.turn(false);
            return vec![];
        }
        if !form.check_all() {
            return vec![];
        }
        form.busy = true;
        form.message = None;
        let effect = match form.step_to_send() {
            Some(step) => Effect::SignIn(step),
            None => {
                Effect::CheckProject { url: form.text(0).to_owned(), key: SecretString::from(form.text(1).to_owned()) }
            }
        };
        self.awaiting += 1;
        vec![effect]
    }

    /// Asks for a code by e-mail instead of the password.
    pub(super) fn mail_code(&mut self) -> Effects {
        let Some(form) = self.form().filter(|form| matches!(form.step, Step::Password | Step::Code) && !form.busy)
        else {
            return vec![];
        };
        if !form.email().contains('@') {
            form.focus = 0;
            form.fields[0].error = Some("Enter your e-mail address, then ask for the code".into());
            return vec![];
        }
        form.busy = true;
        form.message = None;
        let email = form.email().to_owned();
        self.awaiting += 1;
        vec![Effect::SignIn(SignIn::SendCode { email })]
    }

    pub(super) fn project_checked(&mut self, result: Result<Safe, Safe>) -> Effects {
        self.awaiting = self.awaiting.saturating_sub(1);
        self.dirty();
        match result {
            Ok(profile) => {
                self.profile = profile.to_string();
                self.project_known = true;
                self.ask(Step::Password, None)
            }
            Err(sentence) => {
                if let Some(form) = self.form() {
                    form.busy = false;
                    form.message = Some(sentence.to_string());
                }
                vec![]
            }
        }
    }

    pub(super) fn sign_out(&mut self) -> Effects {
        if std::mem::replace(&mut self.leaving, true) {
            return vec![];
        }
        self.awaiting += 1;
        let mut effects = self.hide();
        effects.extend([Effect::Unwatch, Effect::SignOut]);
        effects
    }

    pub(super) fn signed_out(&mut self, result: Result<(), Fault>) -> Effects {
        self.awaiting = self.awaiting.saturating_sub(1);
        self.dirty();
        self.leaving = false;
        self.forget_person();
        self.me = None;
        self.attached = None;
        self.live = super::live::LiveBoard::default();
        self.remote.new_generation();
        match result {
            Ok(()) => self.say(Tone::Good, "Signed out."),
            Err(fault @ Fault::Vault { .. }) => {
                self.say(Tone::Bad, format!("Signed out, but the session could not be forgotten here. {fault}."));
            }
            Err(fault) => self.say(Tone::Plain, format!("Forgotten here; the server could not be told. {fault}.")),
        }
        self.ask(Step::Password, None)
    }
}
