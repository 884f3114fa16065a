//! Every command of the table is used by a story. The list says by which; it is checked against the stories' own text: the story is there, and
//! it presses one of the command's keys, or finds the command by its title in the palette.

use antops::app::command::commands;

const USED_BY: &[(&str, &str)] = &[
    ("incident.take", "dana_takes_what_she_reported_and_the_database_says_so"),
    ("incident.assign", "the_creator_gives_an_incident_to_anybody_and_the_assignee_cannot_give_it_away"),
    ("incident.status", "the_status_menu_moves_an_incident_with_one_key"),
    ("incident.resolve", "resolving_stops_the_clock_closing_keeps_it_and_reopening_clears_it"),
    ("incident.report", "an_incident_is_reported_with_everything_and_every_column_arrives"),
    ("incident.edit", "editing_one_field_changes_that_column_and_no_other"),
    ("incident.priority", "a_priority_by_hand_survives_later_ratings_and_one_key_gives_it_back_to_the_matrix"),
    ("incident.tags", "tags_have_a_key_of_their_own_and_are_checked_where_they_are_typed"),
    ("problem.take", "a_problem_is_taken_moved_and_given_away_and_each_is_taken_back"),
    ("problem.assign", "a_problem_is_taken_moved_and_given_away_and_each_is_taken_back"),
    ("problem.status", "a_problem_is_taken_moved_and_given_away_and_each_is_taken_back"),
    ("problem.write", "what_is_known_of_a_problem_is_written_read_in_the_preview_and_emptied_only_after_a_question"),
    ("problem.create", "a_problem_is_written_down_with_everything_and_every_column_arrives"),
    ("problem.edit", "editing_a_problem_changes_what_was_touched_and_its_draft_is_found_by_the_next_process"),
    ("problem.priority", "ratings_and_tags_of_a_problem_have_keys_of_their_own_and_undo_brings_back_all_of_it"),
    ("problem.tags", "ratings_and_tags_of_a_problem_have_keys_of_their_own_and_undo_brings_back_all_of_it"),
    ("incident.make-problem", "a_problem_is_made_from_marked_incidents_three_of_which_are_refused_and_asked_for"),
    ("change.take", "who_does_it_what_it_ends_and_how_urgent_it_is_have_keys_of_their_own"),
    ("change.assign", "who_does_it_what_it_ends_and_how_urgent_it_is_have_keys_of_their_own"),
    ("change.step", "cancelling_calls_off_what_was_to_happen_and_the_step_menu_says_what_cannot_be_done"),
    ("change.decide", "what_a_manager_decided_while_the_requester_was_away_is_finished_when_they_come"),
    ("change.request", "from_the_draft_to_the_end_every_table_tells_the_same_story"),
    ("change.withdraw", "a_request_is_withdrawn_asked_again_and_the_change_cancelled"),
    ("change.start", "from_the_draft_to_the_end_every_table_tells_the_same_story"),
    ("change.complete", "from_the_draft_to_the_end_every_table_tells_the_same_story"),
    ("change.fail", "what_fails_says_so_and_only_its_assignee_can_say_it"),
    ("change.cancel", "a_request_is_withdrawn_asked_again_and_the_change_cancelled"),
    ("change.reschedule", "from_the_draft_to_the_end_every_table_tells_the_same_story"),
    ("change.create", "a_change_is_drafted_with_everything_and_every_column_arrives"),
    ("change.edit", "a_change_is_drafted_with_everything_and_every_column_arrives"),
    ("change.priority", "who_does_it_what_it_ends_and_how_urgent_it_is_have_keys_of_their_own"),
    ("change.tags", "who_does_it_what_it_ends_and_how_urgent_it_is_have_keys_of_their_own"),
    ("change.link", "who_does_it_what_it_ends_and_how_urgent_it_is_have_keys_of_their_own"),
    ("incident.plan-change", "a_change_is_planned_from_an_incident_and_from_a_problem"),
    ("problem.plan-change", "a_change_is_planned_from_an_incident_and_from_a_problem"),
    ("change.ends", "who_does_it_what_it_ends_and_how_urgent_it_is_have_keys_of_their_own"),
    ("change.yank", "who_does_it_what_it_ends_and_how_urgent_it_is_have_keys_of_their_own"),
    ("change.calendar", "the_calendar_shows_the_days_and_the_board_takes_cards_the_way_of_their_life"),
    ("change.filter", "the_changes_are_filtered_in_the_same_language"),
    ("change.clear-filter", "the_changes_are_filtered_in_the_same_language"),
    ("calendar.earlier", "the_calendar_shows_the_days_and_the_board_takes_cards_the_way_of_their_life"),
    ("calendar.later", "the_calendar_shows_the_days_and_the_board_takes_cards_the_way_of_their_life"),
    ("calendar.week-back", "the_calendar_shows_the_days_and_the_board_takes_cards_the_way_of_their_life"),
    ("calendar.week-on", "the_calendar_shows_the_days_and_the_board_takes_cards_the_way_of_their_life"),
    ("calendar.today", "the_calendar_shows_the_days_and_the_board_takes_cards_the_way_of_their_life"),
    ("calendar.follow", "the_calendar_shows_the_days_and_the_board_takes_cards_the_way_of_their_life"),
    ("pane.changes", "the_changes_are_filtered_in_the_same_language"),
    ("approval.approve", "whoever_approves_their_own_change_is_asked_twice"),
    ("approval.reject", "a_rejection_says_why_and_cancels_the_change"),
    ("approval.before", "what_changed_since_it_was_asked_for_is_named_and_stops_whoever_did_not_see_it"),
    ("approval.leave", "a_rejection_says_why_and_cancels_the_change"),
    ("deciding.on", "whoever_approves_their_own_change_is_asked_twice"),
    ("deciding.turn", "the_sentence_and_the_number_are_two_fields"),
    ("deciding.leave", "a_rejection_says_why_and_cancels_the_change"),
    ("form.save", "editing_one_field_changes_that_column_and_no_other"),
    ("form.next", "an_incident_is_reported_with_everything_and_every_column_arrives"),
    ("form.before", "the_form_is_walked_both_ways_and_the_editor_takes_the_description"),
    ("form.down", "the_form_is_walked_both_ways_and_the_editor_takes_the_description"),
    ("form.up", "an_edit_that_is_refused_keeps_what_was_typed"),
    ("form.enter", "an_incident_is_reported_with_everything_and_every_column_arrives"),
    ("form.complete", "an_incident_is_reported_with_everything_and_every_column_arrives"),
    ("form.editor", "the_form_is_walked_both_ways_and_the_editor_takes_the_description"),
    ("form.put-back", "an_edit_that_is_refused_keeps_what_was_typed"),
    ("form.leave", "the_form_is_walked_both_ways_and_the_editor_takes_the_description"),
    ("field.more", "an_incident_is_reported_with_everything_and_every_column_arrives"),
    ("field.less", "a_priority_by_hand_survives_later_ratings_and_one_key_gives_it_back_to_the_matrix"),
    ("field.clear", "services_nobody_knows_survive_an_edit_of_the_services"),
    ("incident.close", "resolving_stops_the_clock_closing_keeps_it_and_reopening_clears_it"),
    ("incident.reopen", "resolving_stops_the_clock_closing_keeps_it_and_reopening_clears_it"),
    ("incident.problem", "from_an_incident_to_its_problem_and_back"),
    ("problem.linked", "from_a_problem_to_what_belongs_to_it_and_back"),
    ("problem.yank", "a_problem_is_copied_by_number_title_path_and_as_markdown"),
    ("problem.filter", "the_problems_are_filtered_in_the_same_language"),
    ("problem.clear-filter", "the_problems_are_filtered_in_the_same_language"),
    ("pane.problems", "from_an_incident_to_its_problem_and_back"),
    ("pane.incidents", "from_an_incident_to_its_problem_and_back"),
    ("record.ask", "asking_for_an_incident_has_a_key_of_its_own_and_is_shut_where_there_is_nothing_to_ask"),
    ("incident.link", "an_incident_is_linked_to_a_problem_and_only_that_column_changes"),
    ("incident.mark", "a_range_is_marked_and_unmarked_and_esc_forgets_the_marks"),
    ("incident.mark-range", "a_range_is_marked_and_unmarked_and_esc_forgets_the_marks"),
    ("incident.mark-all", "twelve_are_planned_done_in_one_request_asked_for_and_taken_back"),
    ("bulk.do", "twelve_are_planned_done_in_one_request_asked_for_and_taken_back"),
    ("bulk.ask", "twelve_are_planned_done_in_one_request_asked_for_and_taken_back"),
    ("bulk.undo", "twelve_are_planned_done_in_one_request_asked_for_and_taken_back"),
    ("bulk.retry", "marks_survive_a_refresh_and_what_a_colleague_changed_fails_alone_and_is_tried_again"),
    ("bulk.leave", "marks_survive_a_refresh_and_what_a_colleague_changed_fails_alone_and_is_tried_again"),
    ("app.undo", "undo_does_not_overwrite_what_a_colleague_did_since"),
    ("comment.write", "two_people_see_each_others_comments_arrive"),
    ("comment.edit", "an_own_comment_is_corrected_and_deleted_and_somebody_elses_is_not"),
    ("comment.delete", "an_own_comment_is_corrected_and_deleted_and_somebody_elses_is_not"),
    ("incident.yank", "number_title_and_links_can_be_copied_and_opened"),
    ("incident.open-link", "number_title_and_links_can_be_copied_and_opened"),
    ("incident.next-unseen", "what_others_changed_is_marked_until_it_is_looked_at"),
    ("incident.news", "whoever_was_away_is_told_in_one_line_and_comma_lists_it"),
    ("incident.known-error", "take_look_at_the_known_error_comment_and_resolve_are_five_keys"),
    ("known.comment", "take_look_at_the_known_error_comment_and_resolve_are_five_keys"),
    ("known.use", "the_workaround_is_copied_and_begins_a_comment_below_what_was_written_before"),
    ("known.search", "what_is_known_to_help_is_found_by_its_words_and_used_on_an_incident"),
    ("known.copy", "the_workaround_is_copied_and_begins_a_comment_below_what_was_written_before"),
    ("known.next", "one_turns_from_match_to_match_and_what_looks_like_nothing_says_so"),
    ("known.before", "one_turns_from_match_to_match_and_what_looks_like_nothing_says_so"),
    ("known.leave", "one_turns_from_match_to_match_and_what_looks_like_nothing_says_so"),
    ("record.relations", "one_walks_from_an_incident_over_its_problem_to_another_and_works_on_there"),
    ("relation.left", "one_walks_from_an_incident_over_its_problem_to_another_and_works_on_there"),
    ("relation.right", "one_walks_from_an_incident_over_its_problem_to_another_and_works_on_there"),
    ("relation.open", "one_walks_from_an_incident_over_its_problem_to_another_and_works_on_there"),
    ("relation.centre", "one_walks_from_an_incident_over_its_problem_to_another_and_works_on_there"),
    ("relation.leave", "one_walks_from_an_incident_over_its_problem_to_another_and_works_on_there"),
    ("problem.link", "twelve_are_linked_in_one_go_of_which_three_are_refused_and_asked_for_with_one_key"),
    ("linking.link", "twelve_are_linked_in_one_go_of_which_three_are_refused_and_asked_for_with_one_key"),
    ("linking.mark", "twelve_are_linked_in_one_go_of_which_three_are_refused_and_asked_for_with_one_key"),
    ("linking.ask", "twelve_are_linked_in_one_go_of_which_three_are_refused_and_asked_for_with_one_key"),
    ("linking.find", "twelve_are_linked_in_one_go_of_which_three_are_refused_and_asked_for_with_one_key"),
    ("linking.mark-all", "what_fits_is_marked_with_one_key_unlinked_again_and_taken_back"),
    ("linking.turn", "what_fits_is_marked_with_one_key_unlinked_again_and_taken_back"),
    ("linking.unlink", "what_fits_is_marked_with_one_key_unlinked_again_and_taken_back"),
    ("linking.undo", "what_fits_is_marked_with_one_key_unlinked_again_and_taken_back"),
    ("linking.leave", "what_fits_is_marked_with_one_key_unlinked_again_and_taken_back"),
    ("linking.rank", "what_a_colleague_links_while_one_looks_changes_its_row_and_moves_none"),
    ("linking.open", "words_find_what_does_not_rank_and_a_record_is_read_from_the_view_and_left_for_it"),
    ("find.keep", "words_find_what_does_not_rank_and_a_record_is_read_from_the_view_and_left_for_it"),
    ("find.leave", "words_find_what_does_not_rank_and_a_record_is_read_from_the_view_and_left_for_it"),
    ("incident.filter", "the_filter_narrows_as_it_is_typed_and_esc_brings_back_what_was"),
    ("incident.clear-filter", "the_filter_narrows_as_it_is_typed_and_esc_brings_back_what_was"),
    ("view.next", "each_view_shows_what_the_database_holds_for_it_and_keeps_what_was_typed"),
    ("view.previous", "each_view_shows_what_the_database_holds_for_it_and_keeps_what_was_typed"),
    ("view.choose", "each_view_shows_what_the_database_holds_for_it_and_keeps_what_was_typed"),
    ("view.sort", "the_queue_is_sorted_by_what_one_chooses"),
    ("view.board", "what_is_not_ones_own_does_not_move_and_the_keys_go_from_column_to_column"),
    ("board.left", "what_is_not_ones_own_does_not_move_and_the_keys_go_from_column_to_column"),
    ("board.right", "what_is_not_ones_own_does_not_move_and_the_keys_go_from_column_to_column"),
    ("board.back", "a_card_is_moved_from_column_to_column_and_the_database_follows"),
    ("board.forth", "a_card_is_moved_from_column_to_column_and_the_database_follows"),
    ("go.detail", "tab_and_enter_go_to_the_detail_and_esc_comes_back"),
    ("go.enter", "tab_and_enter_go_to_the_detail_and_esc_comes_back"),
    ("go.back", "tab_and_enter_go_to_the_detail_and_esc_comes_back"),
    ("app.refresh", "times_can_be_absolute_the_screen_be_drawn_anew_and_everything_asked_again"),
    ("app.times", "times_can_be_absolute_the_screen_be_drawn_anew_and_everything_asked_again"),
    ("app.palette", "the_palette_runs_what_it_finds_and_greys_what_cannot_be_done"),
    ("app.help", "help_names_the_keys_of_the_place"),
    ("app.redraw", "times_can_be_absolute_the_screen_be_drawn_anew_and_everything_asked_again"),
    ("app.sign-out", "signing_out_forgets_the_rows_and_the_session"),
    ("app.quit", "q_leaves"),
    ("move.down", "every_way_of_moving_moves"),
    ("move.up", "every_way_of_moving_moves"),
    ("move.first", "every_way_of_moving_moves"),
    ("move.last", "every_way_of_moving_moves"),
    ("move.page-down", "every_way_of_moving_moves"),
    ("move.page-up", "every_way_of_moving_moves"),
    ("compose.send", "two_people_see_each_others_comments_arrive"),
    ("reason.send", "resolving_stops_the_clock_closing_keeps_it_and_reopening_clears_it"),
    ("compose.editor", "the_editor_takes_the_text_and_gives_it_back"),
    ("compose.complete", "the_second_suggestion_can_be_chosen"),
    ("compose.next-suggestion", "the_second_suggestion_can_be_chosen"),
    ("compose.preview", "the_preview_shows_what_will_be_read_and_typing_goes_on"),
    ("compose.undo", "a_number_is_completed_and_undo_gives_back_what_was_typed"),
    ("compose.redo", "a_number_is_completed_and_undo_gives_back_what_was_typed"),
    ("compose.leave", "a_draft_is_found_again_by_the_next_process"),
    ("filter.apply", "the_filter_narrows_as_it_is_typed_and_esc_brings_back_what_was"),
    ("filter.complete", "the_filter_narrows_as_it_is_typed_and_esc_brings_back_what_was"),
    ("filter.leave", "the_filter_narrows_as_it_is_typed_and_esc_brings_back_what_was"),
    ("choose.accept", "the_palette_runs_what_it_finds_and_greys_what_cannot_be_done"),
    ("choose.down", "the_palette_runs_what_it_finds_and_greys_what_cannot_be_done"),
    ("choose.up", "the_palette_runs_what_it_finds_and_greys_what_cannot_be_done"),
    ("choose.leave", "the_palette_runs_what_it_finds_and_greys_what_cannot_be_done"),
    ("menu.accept", "the_status_menu_moves_an_incident_with_one_key"),
    ("menu.leave", "the_status_menu_moves_an_incident_with_one_key"),
    ("help.leave", "help_names_the_keys_of_the_place"),
    ("sign-in.next", "a_newcomer_names_the_project_signs_in_and_sees_the_queue"),
    ("sign-in.forth", "a_newcomer_names_the_project_signs_in_and_sees_the_queue"),
    ("sign-in.back", "a_newcomer_names_the_project_signs_in_and_sees_the_queue"),
    ("sign-in.code", "a_code_by_mail_does_instead_of_a_password"),
    ("sign-in.password", "a_second_mail_within_the_minute_is_refused_with_the_time_to_wait"),
    ("sign-in.quit", "signing_out_forgets_the_rows_and_the_session"),
];

const STORIES: &[&str] = &[
    include_str!("approvals.rs"),
    include_str!("away.rs"),
    include_str!("board.rs"),
    include_str!("changes.rs"),
    include_str!("comments.rs"),
    include_str!("compose.rs"),
    include_str!("faults.rs"),
    include_str!("finding.rs"),
    include_str!("forms.rs"),
    include_str!("incidents.rs"),
    include_str!("jumps.rs"),
    include_str!("known.rs"),
    include_str!("linking.rs"),
    include_str!("problems.rs"),
    include_str!("problem_making.rs"),
    include_str!("problem_verbs.rs"),
    include_str!("relations.rs"),
    include_str!("room.rs"),
    include_str!("several.rs"),
    include_str!("sign_in.rs"),
    include_str!("views.rs"),
];

/// The text of a story, from its name to the next one.
fn story(name: &str) -> Option<&'static str> {
    STORIES.iter().find_map(|file| {
        let from = file.find(&format!("async fn {name}("))?;
        let body = &file[from..];
        Some(body.find("#[tokio::test").map_or(body, |end| &body[..end]))
    })
}

/// The words between double quotes.
fn quoted(body: &str) -> Vec<&str> {
    body.split('"').skip(1).step_by(2).collect()
}

#[test]
fn every_command_is_used_by_a_story() {
    let mut wrong = Vec::new();
    for command in commands() {
        let Some((_, name)) = USED_BY.iter().find(|(id, _)| *id == command.id) else {
            wrong.push(format!("{} is used by no story", command.id));
            continue;
        };
        let Some(body) = story(name) else {
            wrong.push(format!("{}: there is no story `{name}`", command.id));
            continue;
        };
        let title = command.title.trim_end_matches('…').to_lowercase();
        let used = quoted(body)
            .iter()
            .any(|text| text.to_lowercase() == title || text.split(' ').any(|word| command.keys.contains(&word)));
        if !used {
            wrong.push(format!("{}: `{name}` presses none of {:?}", command.id, command.keys));
        }
    }
    for (id, _) in USED_BY {
        if commands().all(|command| command.id != *id) {
            wrong.push(format!("{id} is no command any more"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
