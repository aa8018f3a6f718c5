package embeddedcloud.world;

import embeddedcloud.json.Place;

/**
 * Thrown when a world cannot be used. The message is one line: the file, the field and the problem.
 */
public final class WorldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WorldException(Place place, String problem) {
    super(place + ": " + problem);
  }

  /** A problem in the folder of another account or Region. */
  WorldException(String folder, WorldException problem) {
    super(folder + "/" + problem.getMessage(), problem);
  }

  public WorldException(Place place, String problem, Throwable cause) {
    super(place + ": " + problem, cause);
  }
}
