package embeddedcloud.scheduler;

import embeddedcloud.template.Schedule;
import java.time.Instant;

/** One time at which a schedule is due. With a flexible window, the target is invoked later. */
public record Occurrence(Schedule schedule, Instant scheduledTime) {}
