package ebsbackup.local.drawing;

import ebsbackup.local.states.State;
import java.util.Optional;

/** Something that takes room in the picture. */
sealed interface Box {
  int width();

  int height();

  /** A state. */
  record OfState(State state) implements Box {
    private static final int HEIGHT = 34;
    private static final int SMALL_HEIGHT = 28;

    @Override
    public int width() {
      int text = Text.width(state.name(), Text.NAME_SIZE);
      return switch (state) {
        case State.Task task -> text + 54;
        case State.Choice choice -> text + 44;
        case State.Wait wait -> text + 52;
        case State.Pass pass -> text + 32;
        case State.Succeed succeed -> text + 36;
        case State.Fail fail -> text + 36;
      };
    }

    @Override
    public int height() {
      return state instanceof State.Task || state instanceof State.Choice ? HEIGHT : SMALL_HEIGHT;
    }
  }

  /** The words beside a way out of a Choice state. */
  record Label(String text) implements Box {
    @Override
    public int width() {
      return Text.width(text, Text.LABEL_SIZE) + 10;
    }

    @Override
    public int height() {
      return 16;
    }
  }

  /** Where a long line passes a layer. */
  record Passage() implements Box {
    @Override
    public int width() {
      return 8;
    }

    @Override
    public int height() {
      return 0;
    }
  }

  default Optional<State> asState() {
    return this instanceof OfState of ? Optional.of(of.state()) : Optional.empty();
  }
}
