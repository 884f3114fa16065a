//! Which edges point up, so that all others can point down.
//!
//! Owns the breaking of circles: a depth-first walk whose back edges are turned around. It knows vertices by number only. Invariant: with the
//! returned edges turned around no circle is left; an edge from a vertex to itself is never among them.

/// Marks the edges to turn around. `seeds` names every vertex once, in the order in which walks may begin.
pub(super) fn feedback(vertices: usize, edges: &[(usize, usize)], seeds: &[usize]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Closed,
    }
    let mut leaving: Vec<Vec<(usize, usize)>> = vec![Vec::new(); vertices];
    let mut entered = vec![false; vertices];
    for (edge, &(from, to)) in edges.iter().enumerate() {
        if from != to {
            leaving[from].push((to, edge));
            entered[to] = true;
        }
    }
    let mut turned = vec![false; edges.len()];
    let mut state = vec![State::New; vertices];
    let roots = seeds.iter().filter(|&&seed| !entered[seed]).chain(seeds.iter().filter(|&&seed| entered[seed]));
    for &root in roots {
        if state[root] != State::New {
            continue;
        }
        let mut walk = vec![(root, 0)];
        state[root] = State::Open;
        while let Some(step) = walk.last_mut() {
            let (vertex, next) = *step;
            step.1 += 1;
            let Some(&(to, edge)) = leaving[vertex].get(next) else {
                state[vertex] = State::Closed;
                walk.pop();
                continue;
            };
            match state[to] {
                State::New => {
                    state[to] = State::Open;
                    walk.push((to, 0));
                }
                State::Open => turned[edge] = true,
                State::Closed => {}
            }
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_loses_one_edge_and_a_line_none() {
        assert_eq!(feedback(3, &[(0, 1), (1, 2), (2, 0)], &[0, 1, 2]), [false, false, true]);
        assert_eq!(feedback(3, &[(2, 1), (1, 0)], &[0, 1, 2]), [false, false]);
    }

    #[test]
    fn the_first_seed_of_a_circle_stays_on_top() {
        assert_eq!(feedback(2, &[(0, 1), (1, 0)], &[1, 0]), [true, false]);
    }
}
