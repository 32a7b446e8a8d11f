using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Tests.Hosting.Replicas;

public class ReplicaChangesTests
{
    [Theory]
    [InlineData("Running", "Finished", 3)]
    [InlineData("Running", "Finished", -1)]
    [InlineData("Running", "Finished", null)]
    [InlineData("Running", "Exited", 137)]
    [InlineData("Running", "Terminated", null)]
    [InlineData("Starting", "Finished", 3)]
    [InlineData("", "Finished", 3)]
    [InlineData(null, "Finished", 3)]
    public void End_without_a_stop_is_a_crash(string? was, string now, int? exitCode) =>
        Assert.All([false, true], isService => Assert.Equal(ReplicaChange.Crashed, ReplicaChanges.Between(was, now, exitCode, isService)));

    [Theory]
    [InlineData("Running", "Stopping", null, ReplicaChange.None)]
    [InlineData("Stopping", "Finished", 0, ReplicaChange.None)]
    [InlineData("Stopping", "Finished", -1, ReplicaChange.None)]
    [InlineData("Finished", "Exited", 0, ReplicaChange.None)]
    [InlineData("Finished", "Building", 0, ReplicaChange.None)]
    [InlineData("Running", "Running", null, ReplicaChange.None)]
    [InlineData("Running", "Finished", 0, ReplicaChange.Crashed)]
    [InlineData("Starting", "FailedToStart", null, ReplicaChange.StartFailed)]
    [InlineData("Waiting", "FailedToStart", null, ReplicaChange.StartFailed)]
    [InlineData("", "FailedToStart", null, ReplicaChange.StartFailed)]
    [InlineData("Building", "FailedToStart", null, ReplicaChange.None)]
    [InlineData(null, "NotStarted", null, ReplicaChange.NotStarted)]
    internal void Change_of_a_service_follows_from_its_states(string? was, string now, int? exitCode, ReplicaChange expected) =>
        Assert.Equal(expected, ReplicaChanges.Between(was, now, exitCode, isService: true));

    [Fact]
    public void Exit_code_zero_is_no_crash_of_a_job() =>
        Assert.Equal(ReplicaChange.None, ReplicaChanges.Between("Running", "Finished", exitCode: 0, isService: false));
}
