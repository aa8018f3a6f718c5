package ebsbackup.workflow.pull;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.json.Json;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;

/** A stack that backs up, and a stack in another Region or account that pulls from it. */
public final class PullWorld {
  public static final String OWN = "123456789012";
  public static final String VAULT = "444455556666";
  public static final String SOURCE_REGION = "eu-central-1";
  static final String REGION = "eu-west-1";
  static final String SHARE =
      "\"share\": {\"accounts\": [\"%s\"], \"for\": \"P30D\"}".formatted(VAULT);

  public final TestCloud source;
  public final TestCloud vault;
  final String key;
  private final Optional<String> account;

  private PullWorld(String vaultAccount, Map<String, String> more) {
    source =
        new TestCloud(
            TestCloud.settings(), Map.of("ShareAccounts", VAULT, "ManifestBucket", "proofs"));
    account = vaultAccount.equals(OWN) ? Optional.empty() : Optional.of(OWN);
    String region = account.isEmpty() ? REGION : SOURCE_REGION;
    EmbeddedEc2 place = source.ec2().in(vaultAccount, region);
    key = place.kms().createKey("alias/copies");
    Map<String, String> parameters =
        new HashMap<>(
            Map.of(
                "PullFromRegion",
                SOURCE_REGION,
                "PullPlanName",
                "copies",
                "PullKeyArn",
                key,
                "PullFromAccount",
                account.orElse("")));
    parameters.putAll(more);
    vault = source.in(vaultAccount, region, parameters);
  }

  /** Another Region of the same account. */
  public static PullWorld ofRegion() {
    return ofRegion(Map.of());
  }

  /** The same, where the stack that pulls has more parameters. */
  public static PullWorld ofRegion(Map<String, String> more) {
    return new PullWorld(OWN, more);
  }

  /** Another account in the same Region. */
  public static PullWorld ofAccount() {
    return new PullWorld(VAULT, Map.of());
  }

  /** The same, with more parameters of the vault's stack. */
  public static PullWorld ofAccount(Map<String, String> more) {
    return new PullWorld(VAULT, more);
  }

  /** An instance with that many data volumes, each with its number in its second block. */
  public String launch(int volumes) {
    List<Disk> disks = new ArrayList<>();
    for (int i = 0; i < volumes; i++) {
      disks.add(new Disk("/dev/sd" + (char) ('f' + i), 10 + i).tagged("Name", "data" + i));
    }
    String instance = source.launch(disks.toArray(Disk[]::new));
    for (String volume : source.volumesOf(instance)) {
      source.write(volume, 1, volume.charAt(volume.length() - 1));
    }
    return instance;
  }

  /** A good set of every instance, shared if the vault is another account; an hour passes. */
  public String night() {
    String run = source.backup(TestCloud.daily(account.isEmpty() ? "" : SHARE)).report().run();
    source.pass(Duration.ofHours(1));
    return run;
  }

  public String plan(String keep, String more) {
    return """
    {"plan": "copies", "from": {%s"region": "%s", "plan": "daily"}, "kmsKeyId": "alias/copies",
     "keep": {%s}%s}
    """
        .formatted(
            account.map("\"account\": \"%s\", "::formatted).orElse(""),
            SOURCE_REGION,
            keep,
            more.isEmpty() ? "" : ", " + more);
  }

  public Pulled pull() {
    return pull("\"last\": 5", "");
  }

  public Pulled pull(String keep, String more) {
    return run(plan(keep, more));
  }

  Pulled run(String plan) {
    Execution execution = vault.cloud().run("pull", Optional.empty(), plan);
    return new Pulled(execution, report(execution));
  }

  static Map<?, ?> report(Execution execution) {
    return TestCloud.report(execution)
        .<Map<?, ?>>map(report -> (Map<?, ?>) Json.parse(report))
        .orElseGet(Map::of);
  }

  /** The copies here, without a call. */
  public List<Snapshot> copies() {
    return vault.snapshots().stream()
        .filter(s -> s.ownerId().equals(vault.ec2().settings().accountId()))
        .toList();
  }

  public List<Snapshot> completed() {
    return copies().stream().filter(s -> s.state() == SnapshotState.COMPLETED).toList();
  }

  /** The snapshots of the source, by the tag of a run. */
  public List<Snapshot> ofRun(String run) {
    return source.snapshots().stream()
        .filter(s -> TestCloud.tag(s.tags(), "ebs-backup:run").filter(run::equals).isPresent())
        .toList();
  }

  /** A snapshot that the source has made of the instance. */
  public String snapshotOf(String instance) {
    return source.snapshots().stream()
        .filter(
            s -> TestCloud.tag(s.tags(), "ebs-backup:source").filter(instance::equals).isPresent())
        .findFirst()
        .orElseThrow()
        .snapshotId();
  }

  /** The runs of which there are copies, each once. */
  List<String> runs() {
    return copies().stream()
        .flatMap(s -> TestCloud.tag(s.tags(), "ebs-backup:run").stream())
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * A pull that has ended.
   *
   * @param report empty if there is none
   */
  public record Pulled(Execution execution, Map<?, ?> report) {
    public String status() {
      return report.isEmpty() ? execution.error().orElse("none") : text("status");
    }

    public String summary() {
      return text("summary");
    }

    public long count(String name) {
      return (Long) ((Map<?, ?>) report.get("counts")).get(name);
    }

    private String text(String name) {
      return String.valueOf(report.get(name));
    }
  }
}
