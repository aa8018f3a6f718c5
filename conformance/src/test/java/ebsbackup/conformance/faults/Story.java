package ebsbackup.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.states.Execution;
import java.io.IOException;
import java.util.Optional;

/** A workflow to be disturbed, in a world of its own. */
interface Story extends AutoCloseable {
  WireWorld world();

  /** Runs the workflow over the wire. */
  Execution run();

  /**
   * Fails unless everything that must hold in every case holds.
   *
   * @param fault what happened to one of the calls; empty: nothing
   */
  void holds(Execution ended, Optional<WireFault> fault);

  /**
   * Fails if a mark is left, which otherwise goes by its own time: one fault is not a reason for
   * it.
   */
  default void tidiedUp() {
    assertThat(world().marked()).as("what still bears a restore's mark").isEmpty();
  }

  /** Fails unless all that must hold holds for a run that did not succeed. */
  void failsWell(Execution ended);

  @Override
  default void close() throws IOException {
    world().close();
  }

  /** Makes a story afresh. */
  @FunctionalInterface
  interface Beginning {
    Story begin() throws IOException;
  }
}
