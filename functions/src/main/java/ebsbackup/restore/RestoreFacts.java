package ebsbackup.restore;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Volume;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What AWS reports about everything that a restore request concerns.
 *
 * @param others the other running restores of the instance
 * @param volumes the volumes of the instance, those that the snapshots were taken from, and those
 *     that the request names, by id
 * @param fastRestored the chosen snapshots with fast snapshot restore in the instance's
 *     Availability Zone; looked up only if the request asks for it
 */
record RestoreFacts(
    Instance instance,
    List<OtherRestore> others,
    ChosenSnapshots chosen,
    Map<String, Volume> volumes,
    Set<String> fastRestored,
    KeyFacts keys) {}
