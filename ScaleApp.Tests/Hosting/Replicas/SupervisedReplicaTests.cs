using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Time.Testing;
using ScaleApp.Hosting;
using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Tests.Hosting.Replicas;

public class SupervisedReplicaTests
{
    private readonly SupervisedReplica _replica = new(
        new SupervisedResource(new ProjectResource("api"), isJob: false),
        "api-1",
        new RestartBackoff(new ReplicaSupervisionOptions(), new FakeTimeProvider()));

    [Fact]
    public void One_restart_at_a_time_is_under_way()
    {
        Assert.True(Begin("first"));
        Assert.False(Begin("second"));

        Assert.Equal("second", _replica.EndRestart());
        Assert.Null(_replica.EndRestart());
        Assert.True(Begin("third"));
    }

    [Fact]
    public void Try_returns_the_failures_before_it()
    {
        Begin("first");
        Begin("second");

        _replica.BeginTry();

        Assert.Null(_replica.EndRestart());
    }

    [Fact]
    public void Stopped_replica_is_not_restarted()
    {
        _replica.Release();

        Assert.False(Begin("ended"));
        _replica.Want();
        Assert.True(Begin("ended"));
    }

    [Fact]
    public void Stop_cancels_the_restart_that_waits()
    {
        _replica.BeginRestart("ended", CancellationToken.None, out var restart);

        _replica.Release();

        Assert.True(restart.IsCancellationRequested);
        Assert.Null(_replica.EndRestart());
    }

    private bool Begin(string failure) => _replica.BeginRestart(failure, CancellationToken.None, out _);
}
