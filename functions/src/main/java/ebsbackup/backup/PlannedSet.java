package ebsbackup.backup;

import ebsbackup.targets.Target;

/** A target and the set to request for it. */
record PlannedSet(Target target, SetPlan plan) {}
