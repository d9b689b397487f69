//! A position after kills and resumes, and what its changes lead to.

use proptest::prelude::*;

use super::*;
use crate::bulk::naming::order::NameOrder;

/// One run: lists all names, starts the open ones, and is killed after `stop` of them, of which those in `ends` are done.
fn run(names: &[String], position: &mut Position, order: PossibleOrders, stop: usize, ends: &[bool]) -> Vec<String> {
    let mut done = Vec::new();
    let open: Vec<_> = names.iter().filter(|name| position.is_open(name, order)).collect();
    for (name, ends) in open.into_iter().take(stop).zip(ends) {
        let number = position.start(name);
        if *ends {
            position.done(number);
            done.push(name.clone());
        }
    }
    done
}

proptest! {
    #[test]
    fn j2_after_kills_and_resumes_every_name_is_done_once(
        names in prop::collection::btree_set("[a-c/.\u{FF5E}\u{1F600}-]{1,4}", 1..40),
        hierarchical in any::<bool>(),
        runs in prop::collection::vec((0_usize..15, prop::collection::vec(any::<bool>(), 40)), 0..6),
    ) {
        let order = if hierarchical { NameOrder::Hierarchical } else { NameOrder::Flat };
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_by(|one, other| order.compare(one, other));
        let known = PossibleOrders::default().after(names.iter().map(String::as_str)).expect("an order");
        let mut done = Vec::new();
        let mut position = Position::default();
        for (stop, ends) in &runs {
            position.keep_changes();
            let mut other = position.clone();
            done.extend(run(&names, &mut position, known, *stop, ends));
            other.apply(&position.take_changes());
            other.take_changes();
            prop_assert_eq!(&other, &position);
            position = Position::resumed(position.remaining());
        }
        done.extend(run(&names, &mut position, known, usize::MAX, &[true; 40]));
        done.sort_by(|one, other| order.compare(one, other));
        prop_assert_eq!(done, names);
    }

    #[test]
    fn j1_whatever_a_copy_of_an_account_does_its_journal_leads_to_the_same_position(
        left in prop::collection::btree_set("[a-d]", 0..4),
        steps in prop::collection::vec((0_u8..6, "[a-f]", 0_u64..12), 0..40),
    ) {
        let open = left.into_iter().collect();
        let mut position = Position::resumed(Remaining { last: Some("c".into()), open, ..Remaining::default() });
        let mut journal = position.clone();
        position.keep_changes();
        for (step, name, number) in steps {
            match step {
                0 => drop(position.start(&name)),
                1 => drop(position.start_again(&name)),
                2 => position.hold(&name),
                3 => position.forget(&name),
                4 => position.pass(&name),
                _ => drop(position.done(number)),
            }
            let changes = serde_json::to_string(&position.take_changes()).expect("JSON");
            journal.apply(&serde_json::from_str(&changes).expect("changes"));
            let compacted = serde_json::to_string(&journal).expect("JSON");
            let compacted: Position = serde_json::from_str(&compacted).expect("a position");
            prop_assert_eq!(compacted.remaining(), position.remaining());
        }
    }

    #[test]
    fn nothing_is_lost_while_the_order_is_unknown(
        names in prop::collection::btree_set("[ab/.-]{1,4}", 1..40),
        hierarchical in any::<bool>(),
        stop in 0_usize..40,
    ) {
        let order = if hierarchical { NameOrder::Hierarchical } else { NameOrder::Flat };
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_by(|one, other| order.compare(one, other));
        let mut position = Position::default();
        let mut done = run(&names, &mut position, PossibleOrders::default(), stop, &[true; 40]);
        let mut position = Position::resumed(position.remaining());
        done.extend(run(&names, &mut position, PossibleOrders::default(), usize::MAX, &[true; 80]));
        prop_assert!(names.iter().all(|name| done.contains(name)));
    }
}
