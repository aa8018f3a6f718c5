package ebsbackup.restore;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Volume;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What AWS says about everything that a restore request concerns.
 *
 * @param others the other restores of the instance that are running
 * @param volumes by id: those of the instance, those that the snapshots were taken of, and those
 *     that the request names
 * @param fastRestored the chosen snapshots with fast snapshot restore in the instance's zone;
 *     looked up only where the request asks for it
 */
record RestoreFacts(
    Instance instance,
    List<OtherRestore> others,
    ChosenSnapshots chosen,
    Map<String, Volume> volumes,
    Set<String> fastRestored,
    KeyFacts keys) {}
