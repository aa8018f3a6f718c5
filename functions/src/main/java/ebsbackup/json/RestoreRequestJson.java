package ebsbackup.json;

import com.google.gson.JsonElement;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.HealthCheck;
import ebsbackup.request.Initialization;
import ebsbackup.request.RestoreFrom;
import ebsbackup.request.RestoreMode;
import ebsbackup.request.RestoreRequest;
import ebsbackup.request.VolumeOverride;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads restore requests as users write them. */
final class RestoreRequestJson {
  private static final Shape SHAPE =
      Shape.of(
              "instanceId",
              "source",
              "mode",
              "devices",
              "attachAs",
              "replace",
              "safetySnapshot",
              "stop",
              "onFailure",
              "waitFor",
              "deadline",
              "dryRun")
          .with("from", Shape.of("snapshotIds", "run", "before", "latest", "owner"))
          .with("volume", Shape.of("type", "size", "iops", "throughput", "kmsKeyId", "tags"))
          .with("healthCheck", Shape.of("shell", "document", "parameters", "timeout"))
          .with("initialization", Shape.of("rate"));

  private RestoreRequestJson() {}

  /**
   * Reads a restore request.
   *
   * @throws InvalidInputException if fields are unknown, all of which it names, or a field is
   *     invalid
   */
  static RestoreRequest read(JsonElement element) {
    StrictObject in = new StrictObject(element, SHAPE);
    String instanceId = in.requiredText("instanceId");
    StrictObject origin = in.object("from").orElseThrow(() -> in.missing("from", "an object"));
    RestoreFrom from = from(origin);
    Optional<String> owner = origin.text("owner");
    if (owner.isPresent() && !in.has("source") && !(from instanceof RestoreFrom.SnapshotIds)) {
      throw in.missing("source", "the instance or volume of the account in from.owner");
    }
    RestoreMode mode = in.text("mode").map(RestoreMode::of).orElse(RestoreMode.CREATE);
    String noValue = "no value in the mode " + mode.word();
    only(
        in,
        "devices",
        from instanceof RestoreFrom.SnapshotIds,
        "no value together with from.snapshotIds");
    only(in, "attachAs", mode != RestoreMode.ATTACH, noValue);
    only(in, "replace", mode != RestoreMode.SWAP, noValue);
    only(in, "safetySnapshot", mode != RestoreMode.SWAP, noValue);
    only(in, "stop", mode != RestoreMode.SWAP, noValue);
    only(in, "healthCheck", mode == RestoreMode.CREATE, noValue);
    return new RestoreRequest(
        instanceId,
        in.text("source").orElse(instanceId),
        from,
        owner,
        mode,
        devices(in),
        devicesMap(in, "attachAs"),
        devicesMap(in, "replace"),
        in.object("volume").map(RestoreRequestJson::volume).orElse(VolumeOverride.NOTHING),
        in.flag("safetySnapshot").orElse(true),
        in.flag("stop"),
        in.object("healthCheck").map(RestoreRequestJson::healthCheck),
        choice(in, "onFailure", List.of("remove", "keep")).equals("keep"),
        initialization(in),
        in.duration("deadline").orElse(RestoreRequest.DEFAULT_DEADLINE),
        in.flag("dryRun").orElse(false));
  }

  /**
   * Refuses a field that would have no effect, because accepting it would suggest that it has one.
   */
  private static void only(StrictObject in, String field, boolean out, String expected) {
    if (in.has(field) && out) {
      throw new InvalidInputException(in.at(field), in.raw(field), expected);
    }
  }

  private static List<String> devices(StrictObject in) {
    List<String> devices = in.texts("devices").orElse(List.of());
    if (in.has("devices") && devices.isEmpty()) {
      throw new InvalidInputException("devices", "[]", "at least one device");
    }
    return devices;
  }

  private static Map<String, String> devicesMap(StrictObject in, String field) {
    Map<String, String> map = in.textMap(field).orElse(Map.of());
    if (in.has(field) && map.isEmpty()) {
      throw new InvalidInputException(field, "{}", "at least one device");
    }
    return map;
  }

  /** Reads one of the words; returns the first if the field is absent. */
  private static String choice(StrictObject in, String field, List<String> words) {
    String word = in.text(field).orElse(words.getFirst());
    if (!words.contains(word)) {
      throw new InvalidInputException(
          in.at(field), "\"" + word + "\"", "one of " + String.join(" and ", words));
    }
    return word;
  }

  private static Initialization initialization(StrictObject in) {
    boolean loaded =
        choice(in, "waitFor", List.of("available", "initialized")).equals("initialized");
    if (in.isObject("initialization")) {
      StrictObject rate = in.object("initialization").orElseThrow();
      Integer number =
          rate.wholeNumber("rate").orElseThrow(() -> rate.missing("rate", "a whole number"));
      return Initialization.ofRate(number, loaded);
    }
    String word = in.text("initialization").orElse("default");
    return switch (word) {
      case "default" -> new Initialization(Initialization.Way.DEFAULT, Optional.empty(), loaded);
      case "fsr" ->
          new Initialization(Initialization.Way.FAST_SNAPSHOT_RESTORE, Optional.empty(), loaded);
      default ->
          throw new InvalidInputException(
              "initialization",
              "\"" + word + "\"",
              "\"default\", {\"rate\": 100 to 300} or \"fsr\"");
    };
  }

  private static HealthCheck healthCheck(StrictObject in) {
    boolean shell = in.has("shell");
    if (shell == in.has("document")) {
      throw new InvalidInputException(
          "healthCheck", shell ? "both" : "none", "exactly one of shell and document");
    }
    only(in, "parameters", shell, "no value together with healthCheck.shell");
    Duration timeout = in.duration("timeout").orElse(HealthCheck.DEFAULT_TIMEOUT);
    Map<String, List<String>> parameters = in.textsMap("parameters").orElse(Map.of());
    return shell
        ? HealthCheck.ofShell(in.texts("shell").orElseThrow(), timeout)
        : HealthCheck.ofDocument(in.requiredText("document"), parameters, timeout);
  }

  private static RestoreFrom from(StrictObject in) {
    List<String> forms =
        List.of("snapshotIds", "run", "before", "latest").stream().filter(in::has).toList();
    if (forms.size() != 1) {
      throw new InvalidInputException(
          "from",
          forms.isEmpty() ? "none" : String.join(" and ", forms),
          "exactly one of snapshotIds, run, before and latest");
    }
    return switch (forms.getFirst()) {
      case "snapshotIds" -> new RestoreFrom.SnapshotIds(in.texts("snapshotIds").orElseThrow());
      case "run" -> new RestoreFrom.OfRun(in.requiredText("run"));
      case "before" -> new RestoreFrom.Before(in.instant("before").orElseThrow());
      default -> {
        if (!in.flag("latest").orElseThrow()) {
          throw new InvalidInputException("from.latest", "false", "true");
        }
        yield new RestoreFrom.Latest();
      }
    };
  }

  private static VolumeOverride volume(StrictObject in) {
    return new VolumeOverride(
        in.text("type"),
        in.wholeNumber("size"),
        in.wholeNumber("iops"),
        in.wholeNumber("throughput"),
        in.text("kmsKeyId"),
        in.textMap("tags").orElse(Map.of()));
  }
}
