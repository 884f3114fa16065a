//! Correcting an own comment: from the key to the composer.
//!
//! It must not send anything. Invariant: a draft goes on only from the comment it began from. When that was changed elsewhere meanwhile, the
//! writer sees both and says what becomes of them; nothing is written over by going on.

use crate::app::draft::{Draft, Place};
use crate::app::effect::Effects;
use crate::app::layers::Layer;
use crate::app::layers::compose::Compose;
use crate::app::layers::picker::{Choice, Item, Picker, Version};
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::comment::Comment;
use crate::domain::permission::{self, Permission};
use crate::domain::rich_text;
use crate::domain::safe::Safe;
use crate::domain::value::CommentId;
use jiff::Timestamp;

impl Model {
    /// Corrects the selected comment.
    pub(in crate::app) fn edit_comment(&mut self) -> Effects {
        let Some((me, comment)) = self.settled_comment() else { return vec![] };
        if let Permission::Refused(refusal) = permission::change_comment(&me, &comment) {
            let sentence = self.refusal_sentence(&refusal, "");
            self.say(Tone::Bad, sentence);
            return vec![];
        }
        match self.drafts.get(Place::Edit(comment.on, comment.id)).cloned() {
            Some(draft) if draft.seen == Some(comment.updated_at) => self.correct(&comment, &draft.text),
            Some(draft) => self.show_both(&comment, &draft),
            None => {
                let text = rich_text::source(&comment.content, &self.labelled_people());
                self.correct(&comment, &text)
            }
        }
    }

    /// Goes on with a correction whose comment was changed since it began.
    pub(in crate::app) fn go_on_correcting(&mut self, id: CommentId, version: Version, shown: Timestamp) -> Effects {
        let found = self.rows.timelines.values().flatten().find(|comment| comment.id == id).cloned();
        let Some(comment) = found else {
            self.say(Tone::Bad, "That comment is gone already; your draft is kept.");
            return vec![];
        };
        let place = Place::Edit(comment.on, comment.id);
        if let Some(draft) = self.drafts.get(place).filter(|_| comment.updated_at != shown).cloned() {
            return self.show_both(&comment, &draft);
        }
        let mine = self.drafts.at(place).to_owned();
        let theirs = rich_text::source(&comment.content, &self.labelled_people());
        let text = match version {
            Version::Draft => mine,
            Version::Theirs => theirs,
            Version::Both => format!("{theirs}\n\n{mine}"),
        };
        let mut effects = self.correct(&comment, &text);
        effects.extend(match version {
            Version::Theirs => self.keep_draft(place, "", None),
            Version::Draft | Version::Both => self.keep_draft(place, &text, Some(comment.updated_at)),
        });
        effects
    }

    fn correct(&mut self, comment: &Comment, text: &str) -> Effects {
        let mut compose = Compose::new(Place::Edit(comment.on, comment.id), text);
        compose.seen = Some(comment.updated_at);
        self.layers.push(Layer::Compose(Box::new(compose)));
        vec![]
    }

    fn show_both(&mut self, comment: &Comment, draft: &Draft) -> Effects {
        let since = match draft.seen {
            Some(_) => "Your comment was changed elsewhere after you began to correct it here.",
            None => "Your comment may have been changed elsewhere after you began to correct it here.",
        };
        let summary = |label: &str, content: &Safe| Safe::line(&format!("{label} {}", rich_text::summary(content)));
        let mine = Safe::new(&rich_text::write(&draft.text, &self.labelled_people()).html);
        let text = vec![Safe::line(since), summary("It says:", &comment.content), summary("Your draft:", &mine)];
        let choice = |version| Choice::GoOnCorrecting(comment.id, version, comment.updated_at);
        let items = vec![
            Item::new("Leave both as they are", Choice::Leave).with_key('n'),
            Item::new("Write on with both, the draft below", choice(Version::Both)).with_key('b'),
            Item::new("Write on with the draft; sent, it replaces what it says", choice(Version::Draft)).with_key('d'),
            Item::new("Write on with what it says, and forget the draft", choice(Version::Theirs)).with_key('c'),
        ];
        self.layers.push(Layer::Picker(Picker::menu("Changed meanwhile", items).with_text(text)));
        vec![]
    }
}
