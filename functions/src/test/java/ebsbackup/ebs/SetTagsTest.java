package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SetTagsTest {
  static final Map<String, String> TEN_PLAN_TAGS = new HashMap<>();

  /** What the EBS CSI driver puts on the volume of an ordinary claim. */
  private static final Map<String, String> CLAIM =
      Map.of(
          "Name", "prod-eu-dynamic-pvc-3f2a7c1e-6b0d-4c57-9a55-0e7c2f7f3a10",
          "CSIVolumeName", "pvc-3f2a7c1e-6b0d-4c57-9a55-0e7c2f7f3a10",
          "KubernetesCluster", "prod-eu",
          "ebs.csi.aws.com/cluster", "true",
          "kubernetes.io/cluster/prod-eu", "owned",
          "kubernetes.io/created-for/pv/name", "pvc-3f2a7c1e-6b0d-4c57-9a55-0e7c2f7f3a10",
          "kubernetes.io/created-for/pvc/name", "data-postgres-primary-0",
          "kubernetes.io/created-for/pvc/namespace", "databases");

  static {
    IntStream.range(0, 10).forEach(i -> TEN_PLAN_TAGS.put("plan-tag-" + i, "value"));
  }

  @Test
  void toTags_describes128VolumesOfTheLongestKindBesideTenPlanTags() {
    List<Member> members =
        IntStream.range(0, 128)
            .mapToObj(
                i ->
                    new Member(
                        "vol-%017x".formatted(i),
                        Optional.of("/dev/xvd" + (char) ('a' + i / 26) + (char) ('a' + i % 26)),
                        new VolumeSettings(
                            "gp3", 65536, Optional.of(80000), Optional.of(2000), true, false),
                        true,
                        Map.of("Name", "volume " + i),
                        Optional.of(LostTags.NONE),
                        Optional.of("vol-%017x".formatted(1_000 + i))))
            .toList();

    Map<String, String> tags =
        new SetTags("p".repeat(64), "r".repeat(150), "i-0123456789abcdef0", members)
            .toTags(TEN_PLAN_TAGS);

    assertKeepsEc2sLimits(tags);
    List<Member> read = SetTags.read(tags).orElseThrow().members();
    assertThat(read).extracting(Member::volumeId).hasSize(128).doesNotHaveDuplicates();
    assertThat(read)
        .extracting(Member::settings, Member::device)
        .isEqualTo(members.stream().map(m -> tuple(m.settings(), m.device())).toList());
    assertThat(read)
        .allSatisfy(
            member ->
                assertThat(member.tags().size() + member.lost().orElseThrow().count())
                    .isEqualTo(1));
  }

  @Test
  void toTags_leavePlacesForEveryTagThatIsPutOnLater() {
    List<Member> members =
        IntStream.range(0, 36)
            .mapToObj(i -> memberWith(i, Map.of("Name", i + "n".repeat(250))))
            .toList();

    Map<String, String> tags = set(members).toTags(TEN_PLAN_TAGS);

    for (String later : List.of("hold", "restoring", "keep-until", "verified", "share-with")) {
      assertThat(TagBudget.hasPlace(tags.keySet(), "ebs-backup:" + later)).isTrue();
      tags.put("ebs-backup:" + later, "x");
    }
    assertThat(tags).hasSize(50);
  }

  @Test
  void toTags_neverRememberReservedTags() {
    Map<String, String> volumeTags = new HashMap<>();
    volumeTags.put("aws:cloudformation:stack-name", "x");
    volumeTags.put("ebs-backup:plan", "forged");
    volumeTags.put("Name", "db & data = 100%+");

    Member read = readBack(volumeTags);

    assertThat(read.tags()).containsExactlyEntriesOf(Map.of("Name", "db & data = 100%+"));
    assertThat(read.lost()).contains(LostTags.NONE);
  }

  @Test
  void toTags_rememberEveryTagOfAClaimsVolume() {
    assertThat(readBack(CLAIM).tags()).isEqualTo(CLAIM);
  }

  @Test
  void toTags_rememberEveryTagOfTwelveVolumesOfClaims() {
    List<Member> members =
        IntStream.range(0, 12)
            .mapToObj(
                i -> {
                  Map<String, String> tags = new HashMap<>();
                  CLAIM.forEach(
                      (key, value) -> tags.put(key, value.replace("3f2a", "3f" + (10 + i))));
                  return memberWith(i, tags);
                })
            .toList();

    assertThat(SetTags.read(set(members).toTags(TEN_PLAN_TAGS))).contains(set(members));
  }

  @Test
  void toTags_rememberFiftyTagsInAnyScript() {
    Map<String, String> volumeTags = new HashMap<>();
    IntStream.range(0, 46).forEach(i -> volumeTags.put("プロジェクト" + i, "東京リージョンのデータ".repeat(4)));
    volumeTags.put("emoji", "💾".repeat(128));
    volumeTags.put("spaces", " ".repeat(256));
    volumeTags.put("plus", "+".repeat(256));
    volumeTags.put("empty", "");

    Map<String, String> tags = setOf(volumeTags).toTags(Map.of());

    assertThat(SetTags.read(tags).orElseThrow().members().getFirst().tags()).isEqualTo(volumeTags);
    assertKeepsEc2sLimits(tags);
    tags.values().forEach(value -> assertThat(value).isEqualTo(value.strip()));
  }

  @Test
  void toTags_writeOnlyCharactersThatEveryServiceTakes() {
    List<Member> members = IntStream.range(0, 6).mapToObj(i -> memberWith(i, CLAIM)).toList();

    set(members)
        .toTags(Map.of())
        .values()
        .forEach(value -> assertThat(value).matches("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*"));
  }

  @Test
  void toTags_whenNotAllFits_rememberTheWorthiestAndNameTheRest() {
    Map<String, String> volumeTags = new HashMap<>(CLAIM);
    volumeTags.put("precious", "p".repeat(256));
    IntStream.range(0, 41).forEach(i -> volumeTags.put("big-%02d".formatted(i), "b".repeat(256)));
    Map<String, String> tags =
        setOf(volumeTags).toTags(TEN_PLAN_TAGS, key -> key.equals("precious"));

    Member read = SetTags.read(tags).orElseThrow().members().getFirst();

    assertThat(read.tags())
        .containsAllEntriesOf(
            CLAIM.entrySet().stream()
                .filter(e -> e.getKey().startsWith("kubernetes.io/") || e.getKey().equals("Name"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    assertThat(read.tags()).containsKey("precious");
    LostTags lost = read.lost().orElseThrow();
    assertThat(lost.count()).isPositive().isEqualTo(50 - read.tags().size());
    assertThat(lost.keys()).hasSize(lost.count()).contains("big-40");
  }

  @Test
  void toTags_whenNotAllFits_countWhatIsLostOfEveryVolume() {
    List<Member> members =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    memberWith(
                        i,
                        IntStream.range(0, 20)
                            .boxed()
                            .collect(
                                Collectors.toMap(
                                    n -> "key-%d-%d".formatted(i, n), n -> "v".repeat(40)))))
            .toList();

    SetTags read = SetTags.read(set(members).toTags(TEN_PLAN_TAGS)).orElseThrow();

    assertThat(read.members())
        .allSatisfy(
            m -> assertThat(m.tags().size() + m.lost().orElseThrow().count()).isEqualTo(20));
  }

  @Test
  void read_ignoresWordsOfALineThatItDoesNotKnow() {
    Map<String, String> tags = new HashMap<>(setOf(CLAIM).toTags(Map.of()));
    tags.merge("ebs-backup:volume", " outpost=op-1 later", String::concat);

    assertThat(SetTags.read(tags)).contains(setOf(CLAIM));
  }

  @Test
  void read_countsDamagedTagsOfAVolumeAsLost() {
    Map<String, String> tags = new HashMap<>(setOf(CLAIM).toTags(Map.of()));
    tags.remove("ebs-backup:tags:2");

    Member read = SetTags.read(tags).orElseThrow().members().getFirst();

    assertThat(read.tags().size()).isBetween(1, 7);
    assertThat(read.lost().orElseThrow().count()).isEqualTo(8 - read.tags().size());
    tags.put("ebs-backup:tags", "1:a+/+=+/9-300:b+=c+/x:y+=z+/+");
    assertThat(SetTags.read(tags).orElseThrow().members().getFirst().tags()).isEmpty();
    tags.put("ebs-backup:tags", "=1:a+/2+=:+=c+/9-300:b+=c+/x:y+=z+/+=");
    assertThat(SetTags.read(tags)).isPresent();
  }

  @Test
  void read_isEmptyForSnapshotsOfOthers() {
    assertThat(SetTags.read(Map.of("Name", "by hand"))).isEmpty();
  }

  @Test
  void read_isEmptyWhenATagIsDamaged() {
    Map<String, String> tags = new HashMap<>(setOf(Map.of()).toTags(Map.of()));

    tags.put("ebs-backup:members", "2");
    assertThat(SetTags.read(tags)).isEmpty();

    tags.put("ebs-backup:members", "1");
    for (String size : List.of("many", "", "1234567890", "-1")) {
      tags.put("ebs-backup:volume", "1 /sdf gp3 " + size + " - - -");
      assertThat(SetTags.read(tags)).as(size).isEmpty();
    }
    tags.put("ebs-backup:volume", "1 /sdf gp3 123456789  1234567890 -");
    assertThat(SetTags.read(tags).orElseThrow().members().getFirst().settings())
        .isEqualTo(new VolumeSettings("gp3", 123_456_789, Optional.empty(), Optional.empty()));
  }

  @Test
  void read_isEmptyForASetWithoutVolumes() {
    Map<String, String> tags = new HashMap<>(setOf(Map.of()).toTags(Map.of()));
    tags.remove("ebs-backup:volume");
    tags.put("ebs-backup:members", "0");

    assertThat(SetTags.read(tags)).isEmpty();
  }

  /** A listing keeps only these tags in memory. */
  @Test
  void describesSet_namesEveryTagThatReadNeeds_andNotTheVolumesOwn() {
    Map<String, String> tags = new HashMap<>(set(manyMembers()).toTags(TEN_PLAN_TAGS));
    tags.putAll(
        Map.of(SetTags.HOLD, "x", SetTags.VERIFIED, "x", SetTags.COPY, "x", SetTags.CHANGED, "x"));
    Map<String, String> kept = new HashMap<>(tags);

    kept.keySet().removeIf(key -> !SetTags.describesSet(key));

    assertThat(SetTags.read(kept).orElseThrow().members())
        .extracting(Member::volumeId)
        .isEqualTo(manyMembers().stream().map(Member::volumeId).toList());
    assertThat(kept.keySet())
        .contains(SetTags.VERIFIED, SetTags.COPY)
        .doesNotContain(
            "plan-tag-1", SetTags.HOLD, SetTags.CHANGED, "ebs-backup:device", "ebs-backup:tags");
  }

  private static List<Member> manyMembers() {
    return IntStream.range(0, 12).mapToObj(i -> memberWith(i, CLAIM)).toList();
  }

  @Test
  void toTags_rememberThePredecessor() {
    Member member = replacing(0, Map.of("Name", "data"));

    Map<String, String> tags = set(List.of(member)).toTags(Map.of());

    assertThat(SetTags.read(tags).orElseThrow().members()).containsExactly(member);
  }

  @Test
  void toTags_rememberThePredecessor_inTheLastPlace() {
    SetTags set = set(List.of(replacing(0, Map.of())));
    Map<String, String> planTags =
        IntStream.range(0, 39).boxed().collect(Collectors.toMap(i -> "tag-" + i, i -> "x"));

    assertThat(set.freePlaces(planTags)).isZero();
    assertThat(SetTags.read(set.toTags(planTags))).contains(set);
  }

  @Test
  void toTags_leaveOutThePredecessors_whereTheirPlacesAreMissing() {
    List<Member> members = IntStream.range(0, 128).mapToObj(i -> replacing(i, Map.of())).toList();

    Map<String, String> tags = set(members).toTags(TEN_PLAN_TAGS);

    assertKeepsEc2sLimits(tags);
    assertThat(SetTags.read(tags).orElseThrow().members())
        .hasSize(128)
        .allSatisfy(member -> assertThat(member.predecessor()).isEmpty());
  }

  @Test
  void toTags_writeOneLineForEachVolume() {
    Member member =
        new Member(
            "vol-0000000a",
            Optional.of("/dev/sdf"),
            new VolumeSettings("io2", 9, Optional.of(4001), Optional.of(126), true, true),
            true,
            Map.of("Name", "db"),
            Optional.of(new LostTags(2, List.of("a", "b"))),
            Optional.of("vol-0000000b"));
    Member plain =
        new Member(
            "vol-0000000c",
            Optional.of("sdg"),
            new VolumeSettings("gp2", 10, Optional.empty(), Optional.empty()),
            false,
            Map.of());
    Member loose = new Member("vol-0000000d", Optional.empty(), plain.settings(), false, Map.of());

    Map<String, String> tags = set(List.of(member, plain, loose)).toTags(Map.of());

    assertThat(tags)
        .containsEntry(
            "ebs-backup:volume",
            "0000000a /sdf io2 9 4001 126 dmo 3 0000000b+0000000c sdg gp2 10 - - - 0"
                + "+0000000d - gp2 10 - - - 0")
        .containsEntry("ebs-backup:members", "3")
        .containsEntry("ebs-backup:device", "/dev/sdf sdg")
        .containsEntry("ebs-backup:tags", "=1:Name+=db+/=");
    assertThat(SetTags.read(tags).orElseThrow().members())
        .extracting(Member::device)
        .containsExactly(Optional.of("/dev/sdf"), Optional.of("sdg"), Optional.empty());
    assertThat(set(List.of(loose)).toTags(Map.of())).containsEntry("ebs-backup:device", "");
  }

  @Test
  void toTags_fillAValueToItsEnd() {
    String device = "x".repeat(38);

    assertThat(values(device, device, device, device + "y")).containsExactly(256);
    assertThat(values(device, device, device, device + "yy")).containsExactly(191, 65);
  }

  /** The lengths of the values that describe the volumes: a line is 25 longer than its device. */
  private static List<Integer> values(String... devices) {
    List<Member> members =
        IntStream.range(0, devices.length)
            .mapToObj(
                i ->
                    new Member(
                        "vol-0000000" + i,
                        Optional.of(devices[i]),
                        new VolumeSettings("gp2", 8, Optional.of(100), Optional.empty()),
                        false,
                        Map.of()))
            .toList();
    return set(members).toTags(Map.of()).entrySet().stream()
        .filter(tag -> tag.getKey().startsWith("ebs-backup:volume"))
        .map(tag -> tag.getValue().length())
        .toList();
  }

  @Test
  void freePlaces_areThoseBesideTheDescription_thePlansTags_andTheTagsForLater() {
    assertThat(setOf(Map.of()).freePlaces(Map.of())).isEqualTo(50 - 6 - 5);
    assertThat(setOf(Map.of()).freePlaces(TEN_PLAN_TAGS)).isEqualTo(50 - 6 - 5 - 10);
  }

  @Test
  void read_needsPlanRunSourceAndTheNumberOfMembers() {
    for (String key : List.of("plan", "run", "source", "members", "volume")) {
      Map<String, String> tags = new HashMap<>(setOf(CLAIM).toTags(Map.of()));
      tags.remove("ebs-backup:" + key);

      assertThat(SetTags.read(tags)).as(key).isEmpty();
    }
  }

  @Test
  void read_takesLinesOfSevenWords_andIgnoresADamagedPredecessor() {
    Map<String, String> tags = new HashMap<>(setOf(Map.of()).toTags(Map.of()));

    tags.put("ebs-backup:volume", "0000000a /sdf gp2 8 100 -");
    assertThat(SetTags.read(tags)).isEmpty();

    tags.put("ebs-backup:volume", "0000000a /sdf gp2 8 100 - d");
    Member seven = SetTags.read(tags).orElseThrow().members().getFirst();
    assertThat(seven.lost()).contains(LostTags.NONE);
    assertThat(seven.deleteOnTermination()).isTrue();
    assertThat(seven.settings().multiAttach()).isFalse();

    tags.put("ebs-backup:volume", "0000000a /sdf gp2 8 100 - m 4 x");
    Member nine = SetTags.read(tags).orElseThrow().members().getFirst();
    assertThat(nine.predecessor()).isEmpty();
    assertThat(nine.lost().orElseThrow().count()).isEqualTo(4);
    assertThat(nine.deleteOnTermination()).isFalse();
    assertThat(nine.settings().multiAttach()).isTrue();
    assertThat(nine.settings().onOutpost()).isFalse();
  }

  @Test
  void member_isFoundByItsVolume() {
    SetTags set = set(List.of(memberWith(1, Map.of()), memberWith(2, Map.of())));

    assertThat(set.member("vol-00000000000000002")).contains(memberWith(2, Map.of()));
    assertThat(set.member("vol-00000000000000003")).isEmpty();
  }

  private static Member replacing(int number, Map<String, String> tags) {
    Member member = memberWith(number, tags);
    return new Member(
        member.volumeId(),
        member.device(),
        member.settings(),
        member.deleteOnTermination(),
        member.tags(),
        member.lost(),
        Optional.of("vol-0123456789abcdef0"));
  }

  private static Member readBack(Map<String, String> volumeTags) {
    return SetTags.read(setOf(volumeTags).toTags(Map.of())).orElseThrow().members().getFirst();
  }

  static void assertKeepsEc2sLimits(Map<String, String> tags) {
    assertThat(tags).hasSizeLessThanOrEqualTo(45);
    tags.forEach(
        (key, value) -> {
          assertThat(key).hasSizeLessThanOrEqualTo(127);
          assertThat(value).hasSizeLessThanOrEqualTo(256);
        });
  }

  private static SetTags setOf(Map<String, String> volumeTags) {
    return set(List.of(memberWith(0, volumeTags)));
  }

  private static SetTags set(List<Member> members) {
    return new SetTags("daily", "daily/1", "i-0123456789abcdef0", members);
  }

  private static Member memberWith(int number, Map<String, String> tags) {
    return new Member(
        "vol-%017x".formatted(number),
        Optional.of("/dev/sdf"),
        new VolumeSettings("gp2", 8, Optional.of(100), Optional.empty()),
        false,
        tags);
  }
}
