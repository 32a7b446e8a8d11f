using ScaleApp.Worker.Jobs;

namespace ScaleApp.Tests.Worker;

public class WorkerQueuesTests
{
    [Fact]
    public void Worker_without_setting_serves_every_queue() =>
        Assert.Equal(["critical,default", "digests", "exports,pictures"], Served(null));

    [Theory]
    [InlineData("digests", "digests")]
    [InlineData("pictures, critical", "critical", "pictures")]
    [InlineData("default,critical", "critical,default")]
    public void Worker_serves_the_queues_it_is_given_by_priority(string setting, params string[] expected) => Assert.Equal(expected, Served(setting));

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("digest")]
    [InlineData("exports,Digests")]
    public void Setting_that_names_no_queue_is_refused_with_the_names(string setting)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Served(setting));

        Assert.StartsWith($"Worker:Queues is '{setting}'.", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("critical, default, digests, exports, pictures.", refusal.Message, StringComparison.Ordinal);
    }

    private static string[] Served(string? setting) => [.. WorkerQueues.Served(setting).Select(group => string.Join(',', group.Queues))];
}
