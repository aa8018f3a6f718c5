package ebsbackup.json;

import com.google.gson.JsonElement;
import ebsbackup.ebs.InvalidInputException;
import ebsbackup.restore.From;
import ebsbackup.restore.RestoreRequest;
import ebsbackup.restore.VolumeOverride;
import java.util.List;
import java.util.Map;

/** The restore request as people write it. */
final class RestoreRequestJson {
  private RestoreRequestJson() {}

  /**
   * Reads a restore request.
   *
   * @throws InvalidInputException naming the first field that is wrong
   */
  static RestoreRequest read(JsonElement element) {
    StrictObject in = new StrictObject("", element);
    RestoreRequest request =
        new RestoreRequest(
            in.requiredText("instanceId"),
            from(in.object("from").orElseThrow(() -> in.missing("from", "an object"))),
            in.text("mode").orElse("create"),
            in.object("volume").map(RestoreRequestJson::volume).orElse(VolumeOverride.NOTHING),
            in.duration("deadline").orElse(RestoreRequest.DEFAULT_DEADLINE));
    in.end();
    return request;
  }

  private static From from(StrictObject in) {
    List<String> forms =
        List.of("snapshotIds", "run", "before", "latest").stream().filter(in::has).toList();
    in.end();
    if (forms.size() != 1) {
      throw new InvalidInputException(
          "from",
          forms.isEmpty() ? "none of them" : String.join(" and ", forms),
          "exactly one of snapshotIds, run, before and latest");
    }
    return switch (forms.getFirst()) {
      case "snapshotIds" -> new From.SnapshotIds(in.texts("snapshotIds").orElseThrow());
      case "run" -> new From.OfRun(in.requiredText("run"));
      case "before" -> new From.Before(in.instant("before").orElseThrow());
      default -> {
        if (!in.flag("latest").orElseThrow()) {
          throw new InvalidInputException("from.latest", "false", "true");
        }
        yield new From.Latest();
      }
    };
  }

  private static VolumeOverride volume(StrictObject in) {
    VolumeOverride volume =
        new VolumeOverride(
            in.text("type"),
            in.wholeNumber("size"),
            in.wholeNumber("iops"),
            in.wholeNumber("throughput"),
            in.textMap("tags").orElse(Map.of()));
    in.end();
    return volume;
  }
}
