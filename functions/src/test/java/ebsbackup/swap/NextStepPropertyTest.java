package ebsbackup.swap;

import static ebsbackup.swap.SwapSamples.DATA;
import static ebsbackup.swap.SwapSamples.ROOT;
import static ebsbackup.swap.SwapSamples.at;
import static ebsbackup.swap.SwapSamples.goal;
import static ebsbackup.swap.SwapSamples.observed;
import static ebsbackup.swap.SwapSamples.undo;
import static ebsbackup.swap.SwapSamples.volume;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Volume;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** From every state, the steps lead to the desired one. */
class NextStepPropertyTest {
  @Property(tries = 2000)
  void fromEveryState_theGoalIsReached(@ForAll("states") Observed now, @ForAll boolean stopFirst) {
    Goal goal = goal(stopFirst, false, true);
    Observed then = now;
    for (int round = 0; round < 20; round++) {
      NextStep step = NextStep.next(goal, then);
      switch (step) {
        case NextStep.Do todo -> {
          for (Move move : todo.moves()) {
            assertAllowed(move, then);
            then = then.after(move);
          }
        }
        case NextStep.Wait wait -> then = then.settled();
        case NextStep.Done done -> {
          assertThat(then.instanceState()).isEqualTo("running");
          assertThat(then.at(ROOT).orElseThrow().volume().volumeId()).isEqualTo("new-root");
          assertThat(then.at(DATA).orElseThrow().volume().volumeId()).isEqualTo("new-data");
          assertThat(then.at(ROOT).orElseThrow().at().deleteOnTermination()).isTrue();
          assertThat(then.at(DATA).orElseThrow().at().deleteOnTermination()).isFalse();
          assertThat(then.attached("old-root")).isEmpty();
          assertThat(then.attached("old-data")).isEmpty();
          return;
        }
        case NextStep.Stuck stuck -> throw new AssertionError(stuck.reason());
      }
    }
    throw new AssertionError("goes in circles: " + then);
  }

  /** Why the data volume cannot be put back. */
  enum Obstacle {
    GONE,
    FAILED,
    ELSEWHERE,
    TAKEN
  }

  @Property(tries = 2000)
  void fromEveryStateWithAnObstacle_anUndoReachesTheOtherPlaces_andStartsNothing(
      @ForAll("states") Observed now, @ForAll Obstacle obstacle, @ForAll boolean stopFirst) {
    Observed then = hindered(now, obstacle);
    Optional<String> atData = volumeAt(DATA, then.settled());
    for (int round = 0; round < 20; round++) {
      NextStep step = NextStep.next(undo(stopFirst, false, true), then);
      switch (step) {
        case NextStep.Do todo -> {
          for (Move move : todo.moves()) {
            assertThat(move).isNotInstanceOf(Move.Start.class);
            assertAllowed(move, then);
            then = then.after(move);
          }
        }
        case NextStep.Wait wait -> then = then.settled();
        case NextStep.Done done -> throw new AssertionError("the obstacle is forgotten");
        case NextStep.Stuck stuck -> {
          assertThat(stuck.reason())
              .isEqualTo(
                  switch (obstacle) {
                    case GONE -> "new-data no longer exists";
                    case FAILED -> "new-data is error";
                    case ELSEWHERE -> "new-data is attached to i-other";
                    case TAKEN -> "/dev/sdf is taken by stranger";
                  });
          assertThat(then.at(ROOT).orElseThrow().volume().volumeId()).isEqualTo("new-root");
          assertThat(then.at(ROOT).orElseThrow().at().deleteOnTermination()).isTrue();
          assertThat(then.attached("old-root")).isEmpty();
          assertThat(volumeAt(DATA, then.settled()))
              .as("the device is not emptied")
              .isEqualTo(atData);
          return;
        }
      }
    }
    throw new AssertionError("goes in circles: " + then);
  }

  private static Optional<String> volumeAt(String device, Observed now) {
    return now.at(device).map(there -> there.volume().volumeId());
  }

  private static Observed hindered(Observed now, Obstacle obstacle) {
    Map<String, Volume> volumes = new LinkedHashMap<>(now.volumes());
    volumes.remove("new-data");
    switch (obstacle) {
      case GONE -> {}
      case FAILED -> volumes.put("new-data", volume("new-data", "error"));
      case ELSEWHERE ->
          volumes.put(
              "new-data",
              volume("new-data", "in-use", Attachment.at("i-other", DATA, true, "attached")));
      case TAKEN -> {
        volumes.put("new-data", volume("new-data", "available"));
        volumes.put("old-data", volume("old-data", "available"));
        volumes.put("stranger", volume("stranger", "in-use", at(DATA, true, "attached")));
      }
    }
    return new Observed(now.instanceId(), now.instanceState(), volumes, false, Optional.empty());
  }

  /** What EC2 would refuse. */
  private static void assertAllowed(Move move, Observed now) {
    switch (move) {
      case Move.Detach detach -> {
        assertThat(now.attached(detach.volumeId()).orElseThrow().settled()).isTrue();
        assertThat(now.instanceState().equals("running") && detach.device().equals(ROOT)).isFalse();
      }
      case Move.Attach attach -> {
        assertThat(now.volumes().get(attach.volumeId()).state()).isEqualTo("available");
        assertThat(now.at(attach.device())).isEmpty();
        assertThat(now.instanceState().equals("running") && attach.device().equals(ROOT)).isFalse();
      }
      case Move.Start start -> assertThat(now.instanceState()).isEqualTo("stopped");
      case Move.Stop stop -> assertThat(now.instanceState()).isEqualTo("running");
      case Move.SetDeleteOnTermination set ->
          assertThat(now.at(set.device()).orElseThrow().settled()).isTrue();
      case Move.ReplaceRoot replace -> throw new AssertionError("not asked for: " + replace);
    }
  }

  /** Wherever a restore or its undo may have been interrupted. */
  @Provide
  Arbitrary<Observed> states() {
    Arbitrary<String> power = Arbitraries.of("running", "stopped", "stopping", "pending");
    Arbitrary<String> holder = Arbitraries.of("old", "new", "none");
    Arbitrary<String> state = Arbitraries.of("attached", "attaching", "detaching");
    return Combinators.combine(power, holder, state, holder, state, Arbitraries.of(true, false))
        .as(
            (instance, root, rootState, data, dataState, creating) -> {
              String free = creating ? "creating" : "available";
              return observed(
                  instance,
                  placed("old-root", root.equals("old"), ROOT, rootState, "available"),
                  placed("new-root", root.equals("new"), ROOT, rootState, free),
                  placed("old-data", data.equals("old"), DATA, dataState, "available"),
                  placed("new-data", data.equals("new"), DATA, dataState, free));
            });
  }

  private static Volume placed(
      String id, boolean here, String device, String state, String otherwise) {
    return here ? volume(id, "in-use", at(device, true, state)) : volume(id, otherwise);
  }
}
