namespace ScaleApp.Worker.Digests;

/// <summary>Keeps in the database since when each schedule is the current one, so that nothing is sent for times before that.</summary>
internal sealed class DigestSchedules(NpgsqlDataSource database, IOptions<DailyDigestOptions> options)
{
    /// <summary>Makes the configured schedule the current one, unless it is. Returns since when.</summary>
    public async Task<DateTimeOffset> BeginAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO digest_schedules (cron, zone, since) VALUES ($1, $2, now())
            ON CONFLICT (cron, zone) DO UPDATE SET since = now()
                WHERE digest_schedules.since < (SELECT max(since) FROM digest_schedules)
            """).With(options.Value.Cron, options.Value.TimeZone);
        await command.ExecuteNonQueryAsync(ct);
        return await SinceAsync(options.Value.Cron, options.Value.TimeZone, ct)
            ?? throw new InvalidOperationException("The schedule of the digest was deleted while it was registered.");
    }

    /// <summary>Since when a schedule is, or was, the current one; null when it never was.</summary>
    public async Task<DateTimeOffset?> SinceAsync(string cron, string zone, CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT since FROM digest_schedules WHERE cron = $1 AND zone = $2").With(cron, zone);
        return await command.ExecuteScalarAsync(ct) is DateTime since ? new DateTimeOffset(since) : null;
    }
}

/// <summary>Registers the schedule when a worker starts.</summary>
/// <remarks>Only then: workers of two versions with two schedules must not take turns during a deploy.</remarks>
internal sealed class DigestScheduleRegistration(DigestSchedules schedules) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => schedules.BeginAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
