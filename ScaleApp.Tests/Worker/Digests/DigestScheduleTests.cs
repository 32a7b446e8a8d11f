using ScaleApp.Worker.Digests;

namespace ScaleApp.Tests.Worker.Digests;

public sealed class DigestScheduleTests() : TestWithServers("postgres")
{
    private const string Minutely = "* * * * *", AtEight = "0 8 * * *", AtSeven = "0 7 * * *";

    private static readonly DateTimeOffset Day = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);

    private DigestFixture _digest = null!;

    private protected override async Task StartAsync() => _digest = await OwnAsync(DigestFixture.CreateAsync());

    [RequiresFact("postgres")]
    public async Task Workers_down_for_30_minutes_send_one_digest()
    {
        await SinceAsync(Minutely, Day);
        var worker = At(Day.AddMinutes(30).AddSeconds(2), Minutely);

        // Hangfire fires every missed time.
        for (var minute = 1; minute <= 30; minute++)
        {
            await worker.FireAsync(Minutely, "UTC", Day.AddMinutes(minute));
        }

        await worker.ReconcileAsync();
        Assert.Equal([Day.AddMinutes(30)], await RunsAsync());
    }

    [RequiresFact("postgres")]
    public async Task Catch_up_all_sends_each_digest_of_the_window()
    {
        await SinceAsync(Minutely, Day);
        var worker = At(Day.AddMinutes(30), Minutely, ("CatchUp", "All"), ("CatchUpWindow", "00:10:00"));

        await worker.ReconcileAsync();

        Assert.Equal(Enumerable.Range(21, 10).Select(minute => Day.AddMinutes(minute)), await RunsAsync());
    }

    [RequiresFact("postgres")]
    public async Task First_start_after_todays_time_sends_nothing_today()
    {
        await SinceAsync(AtEight, Day.AddHours(9));

        await At(Day.AddHours(9), AtEight).FireAsync(AtEight, "UTC", Day.AddHours(8));
        await At(Day.AddHours(9), AtEight).ReconcileAsync();
        Assert.Empty(await RunsAsync());

        await At(Day.AddHours(32), AtEight).FireAsync(AtEight, "UTC", Day.AddHours(32));
        Assert.Equal([Day.AddHours(32)], await RunsAsync());
    }

    [RequiresFact("postgres")]
    public async Task Earlier_time_set_after_todays_digest_sends_nothing_today()
    {
        await SinceAsync(AtEight, Day.AddDays(-1));
        await At(Day.AddHours(8), AtEight).FireAsync(AtEight, "UTC", Day.AddHours(8));
        await SinceAsync(AtSeven, Day.AddHours(9));

        await At(Day.AddHours(9), AtSeven).FireAsync(AtSeven, "UTC", Day.AddHours(7));
        await At(Day.AddHours(9), AtSeven).ReconcileAsync();

        Assert.Equal([Day.AddHours(8)], await RunsAsync());
    }

    [RequiresFact("postgres")]
    public async Task Digest_that_was_never_planned_is_found_by_the_reconciliation()
    {
        await SinceAsync(AtEight, Day.AddDays(-1));

        await At(Day.AddHours(8).AddMinutes(1), AtEight).ReconcileAsync();

        Assert.Equal([Day.AddHours(8)], await RunsAsync());
    }

    [RequiresFact("postgres")]
    public async Task Manual_trigger_sends_the_last_digest()
    {
        await SinceAsync(AtEight, Day.AddHours(9));
        var now = Day.AddHours(10).AddSeconds(17);

        await At(now, AtEight).FireAsync(AtEight, "UTC", now);
        await At(now, AtEight).FireAsync(AtEight, "UTC", now.AddSeconds(1));

        Assert.Equal([Day.AddHours(8)], await RunsAsync());
    }

    [RequiresFact("postgres")]
    public async Task Restored_schedule_starts_again()
    {
        var first = await At(Day, AtEight).BeginScheduleAsync();
        Assert.Equal(first, await At(Day, AtEight).BeginScheduleAsync());

        var other = await At(Day, AtSeven).BeginScheduleAsync();
        var returned = await At(Day, AtEight).BeginScheduleAsync();

        Assert.True(first < other && other < returned);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T08:00:00+02:00")]
    [InlineData("W. Europe Standard Time", "2026-03-29T08:00:00+02:00")]
    [InlineData("America/New_York", "2026-03-29T08:00:00-04:00")]
    [InlineData("Eastern Standard Time", "2026-03-29T08:00:00-04:00")]
    public void Calendar_follows_the_clock_of_IANA_and_Windows_zones(string zone, string expected)
    {
        var due = DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture);
        var calendar = DigestCalendar.Of(AtEight, zone);

        Assert.Equal(due, calendar.LastAtOrBefore(due));
        Assert.Equal(due, calendar.LastAtOrBefore(due.AddHours(20)));
        Assert.True(calendar.LastAtOrBefore(due.AddSeconds(-1)) < due.AddHours(-22));
    }

    [Fact]
    public void Calendar_looks_back_over_years()
    {
        var calendar = DigestCalendar.Of("0 0 29 2 *", "UTC");

        Assert.Equal(new DateTimeOffset(2024, 2, 29, 0, 0, 0, TimeSpan.Zero), calendar.LastAtOrBefore(Day));
        Assert.Equal(Day.AddSeconds(58), DigestCalendar.Of("*/2 * * * * *", "UTC").LastAtOrBefore(Day.AddSeconds(59)));
    }

    private DigestWorker At(DateTimeOffset now, string cron, params (string Name, string Value)[] options) =>
        _digest.Worker(time: new FakeTimeProvider(now), options: [("Cron", cron), .. options]);

    private Task SinceAsync(string cron, DateTimeOffset since) =>
        _digest.Database.ExecuteAsync($"INSERT INTO digest_schedules (cron, zone, since) VALUES ('{cron}', 'UTC', '{since:O}')");

    private async Task<DateTimeOffset[]> RunsAsync()
    {
        await using var shop = _digest.Database.Context();
        return await shop.DigestRuns.Select(run => run.Occurrence).Order().ToArrayAsync();
    }
}
