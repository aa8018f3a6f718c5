package ebsbackup.backup;

import ebsbackup.targets.Target;

/** A target and what to ask of EC2 for it. */
record PlannedSet(Target target, SetPlan plan) {}
