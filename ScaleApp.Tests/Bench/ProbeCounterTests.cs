using ScaleApp.Bench.Probing;

namespace ScaleApp.Tests.Bench;

/// <summary>Every counter of the probe counts its fault, so a zero has a meaning.</summary>
public class ProbeCounterTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly RequestKind[] Kinds =
        [new("public", IsPublic: true), new("session"), new("keyed", HasKey: true), new("limited", IsLimited: true)];

    [Theory]
    [InlineData("public", 200, false, false, nameof(RequestOutcome.Served))]
    [InlineData("public", 503, true, false, nameof(RequestOutcome.Failed))]
    [InlineData("public", 429, true, false, nameof(RequestOutcome.Failed))]
    [InlineData("public", null, false, false, nameof(RequestOutcome.Failed))]
    [InlineData("public", null, false, true, nameof(RequestOutcome.ToRepeat))]
    [InlineData("public", 502, false, true, nameof(RequestOutcome.Failed))]
    [InlineData("session", 204, false, false, nameof(RequestOutcome.Served))]
    [InlineData("session", 401, false, false, nameof(RequestOutcome.SessionLost))]
    [InlineData("session", 503, true, false, nameof(RequestOutcome.ToRepeat))]
    [InlineData("session", 503, false, false, nameof(RequestOutcome.Failed))]
    [InlineData("session", 502, false, false, nameof(RequestOutcome.Failed))]
    [InlineData("session", 429, true, false, nameof(RequestOutcome.Failed))]
    [InlineData("keyed", 502, false, false, nameof(RequestOutcome.ToRepeat))]
    [InlineData("keyed", null, false, false, nameof(RequestOutcome.ToRepeat))]
    [InlineData("keyed", 500, false, false, nameof(RequestOutcome.Failed))]
    [InlineData("limited", 429, true, false, nameof(RequestOutcome.Served))]
    public void Answer_is_judged_by_the_kind_of_its_request(string kind, int? status, bool isToldWhen, bool hasOtherGateway, string outcome) =>
        Assert.Equal(outcome, $"{Kinds.Single(known => known.Name == kind).Judge((HttpStatusCode?)status, isToldWhen, hasOtherGateway)}");

    [Fact]
    public void Requests_are_counted_by_their_final_outcome()
    {
        var counter = new RequestCounter(new RequestKind("session"));
        counter.Count(RequestOutcome.Served, isRetried: false, "200");
        counter.Count(RequestOutcome.Served, isRetried: true, "200");
        counter.Count(RequestOutcome.ToRepeat, isRetried: true, "503");
        counter.Count(RequestOutcome.SessionLost, isRetried: false, "401");

        Assert.Equal(new RequestFigures("session", Served: 2, Retried: 2, Failed: 2, "401"), counter.Read());
    }

    [Theory]
    [InlineData(10, 2, 12, 0)]      // kept: two permits return in twelve seconds
    [InlineData(20, 0, 12, 9)]      // each replica counts alone; one permit may return between a request and its answer
    [InlineData(10, 10, 12, 7)]     // what was admitted is forgotten
    public void Limit_that_admits_too_many_has_an_overshoot(int first, int later, double at, int overshoot)
    {
        var limit = new LimitMeter(permits: 10, Minute);
        Admit(limit, first, at: 0);
        Admit(limit, later, at);

        Assert.Equal(overshoot, limit.Overshoot);
    }

    [Fact]
    public void Limit_is_read_from_its_header()
    {
        var limit = LimitMeter.Of("\"limited\";q=1;w=60")!;
        Admit(limit, count: 3, at: 0);

        Assert.Equal(1, limit.Overshoot);
        Assert.Null(LimitMeter.Of(null));
        Assert.Null(LimitMeter.Of("\"limited\""));
    }

    [Fact]
    public void Read_is_stale_once_the_bound_has_passed()
    {
        var staleness = new StalenessMeter(TimeSpan.FromSeconds(2));
        staleness.Acknowledged(1, At(10));
        staleness.Acknowledged(2, At(11));

        staleness.Read(0, At(9));
        staleness.Read(2, At(30));
        Assert.Equal((0, TimeSpan.Zero), (staleness.Stale, staleness.LongestLag));

        staleness.Read(1, At(12.5));
        Assert.Equal((0, TimeSpan.FromSeconds(1.5)), (staleness.Stale, staleness.LongestLag));

        staleness.Read(0, At(12.5));
        staleness.Read(1, At(14));
        Assert.Equal((2, TimeSpan.FromSeconds(3)), (staleness.Stale, staleness.LongestLag));
    }

    [Fact]
    public void Skipped_and_duplicate_messages_are_counted()
    {
        var messages = new MessageCounter();
        foreach (var number in (long[])[0, 1, 1, 4, 2, 5])
        {
            messages.Received(number);
        }

        Assert.Equal((2, 2, 6), (messages.Missed, messages.Repeated, messages.Next));
    }

    [Fact]
    public async Task Duplicate_and_undelivered_mails_are_counted()
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-probe-");
        try
        {
            using var mails = new MailCounter(folder.FullName);
            var (once, twice, never) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
            mails.Expect(once);
            mails.Expect(twice);
            mails.Expect(never);
            foreach (var order in (Guid[])[once, twice, twice])
            {
                // As the workers do.
                var file = Path.Combine(folder.FullName, $"order-confirmation.{order:N}@scaleapp.eml");
                await File.WriteAllTextAsync($"{file}.tmp", "mail");
                File.Move($"{file}.tmp", file, overwrite: true);
            }

            await Eventually.IsTrueAsync(() => mails is { Twice: 1, Outstanding: 1 }, "one mail came twice, and one did not come");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("requests failed")]
    [InlineData("sessions lost")]
    [InlineData("limit overshoot")]
    [InlineData("stale reads")]
    [InlineData("jobs run twice")]
    [InlineData("jobs not run")]
    [InlineData("orders twice or lost")]
    [InlineData("messages missed")]
    [InlineData("messages repeated")]
    public void Any_count_above_zero_breaks_the_promise(string name)
    {
        int Of(string counter) => counter == name ? 1 : 0;
        var figures = new ProbeFigures(
            Minute, [new RequestFigures("sessions", 100, 5, Of("requests failed"))], Of("sessions lost"), Of("limit overshoot"), Of("stale reads"),
            Of("jobs run twice"), Of("jobs not run"), Of("orders twice or lost"), Of("messages missed"), Of("messages repeated"), TimeSpan.Zero, 0, TimeSpan.Zero);

        Assert.True(figures.IsBroken);
        Assert.Equal(1, figures.Promises.Single(promise => promise.Name == name).Count);
        Assert.False(new ProbeFigures(Minute, [], 0, 0, 0, 0, 0, 0, 0, 0, TimeSpan.Zero, 0, TimeSpan.Zero).IsBroken);
    }

    private static void Admit(LimitMeter limit, int count, double at)
    {
        for (var i = 0; i < count; i++)
        {
            limit.Admitted(At(at), At(at));
        }
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
