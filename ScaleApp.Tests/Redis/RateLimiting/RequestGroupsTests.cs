using System.Collections.Concurrent;
using ScaleApp.Redis.RateLimiting;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.RateLimiting;

public class RequestGroupsTests
{
    private static readonly RateLimitCharge[] Charges = [new(new RateLimit("limit", 10, TimeSpan.FromMinutes(1)))];

    private readonly ConcurrentQueue<TaskCompletionSource<RateLimitDecision[]>> _answers = new();
    private readonly ConcurrentQueue<int> _asked = new();
    private readonly RequestGroups _groups;

    public RequestGroupsTests() => _groups = new RequestGroups((_, count) =>
    {
        var answer = new TaskCompletionSource<RateLimitDecision[]>();
        _answers.Enqueue(answer);
        _asked.Enqueue(count);
        return answer.Task;
    });

    [Fact]
    public async Task Those_who_come_while_one_is_asking_ask_together_next()
    {
        var first = Join("a");
        var later = Enumerable.Range(0, 3).Select(_ => Join("a")).ToArray();
        Assert.Equal([1], _asked);

        Answer(Admitted());
        await first.WaitAsync(Eventually.Default);
        await Eventually.IsTrueAsync(() => _asked.Count == 2, "the others ask");
        Assert.Equal([1, 3], _asked);
        Answer(Admitted(), Refused());

        var decisions = await Task.WhenAll(later).WaitAsync(Eventually.Default);
        Assert.Equal([true, false, false], decisions.Select(decision => decision.IsAcquired));
    }

    [Fact]
    public void Partitions_and_different_charges_do_not_wait_for_each_other()
    {
        Join("a");
        Join("b");
        _groups.JoinAsync(new RateLimitRequest("a", [.. Charges]));

        Assert.Equal([1, 1, 1], _asked);
    }

    [Fact]
    public async Task A_failure_is_that_of_those_who_asked_and_the_next_one_asks_again()
    {
        var failing = Join("a");
        Assert.True(_answers.TryDequeue(out var answer));
        answer.SetException(new InvalidOperationException("away"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing.WaitAsync(Eventually.Default));

        var next = Join("a");
        Answer(Admitted());

        Assert.True((await next.WaitAsync(Eventually.Default)).IsAcquired);
    }

    private Task<RateLimitDecision> Join(string partition) => _groups.JoinAsync(new RateLimitRequest(partition, Charges));

    private void Answer(params RateLimitDecision[] decisions)
    {
        Assert.True(_answers.TryDequeue(out var answer));
        answer.SetResult(decisions);
    }

    private static RateLimitDecision Admitted() => RateLimitDecision.Admitted();

    private static RateLimitDecision Refused() => RateLimitDecision.Refused([], TimeSpan.FromSeconds(1));
}
