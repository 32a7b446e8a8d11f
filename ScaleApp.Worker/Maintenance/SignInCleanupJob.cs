using Microsoft.Extensions.Options;
using Npgsql;
using ScaleApp.Data.Maintenance;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Worker.Maintenance;

/// <summary>The recurring job that deletes credentials that are no longer valid: ended sessions, expired refresh tokens, revocations of expired tokens.</summary>
internal sealed partial class SignInCleanupJob(NpgsqlDataSource database, IOptions<TokenOptions> options, ILogger<SignInCleanupJob> logger)
    : ISignInCleanupJob
{
    /// <summary>What the recurring job is called.</summary>
    public const string Id = "clean-up-sign-ins";

    private const int BatchSize = 1000;

    // Longer than clocks differ and replicas look back.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken ct)
    {
        var sessions = await DeleteAsync("sessions", "expires_at", TimeSpan.Zero, ct);
        var families = await DeleteAsync("token_families", "expires_at", TimeSpan.Zero, ct);
        var revocations = await DeleteAsync("token_revocations", "not_before", options.Value.AccessLifetime + Slack, ct);
        LogCleaned(sessions, families, revocations);
    }

    /// <summary>In small batches, so that no statement holds its locks for long.</summary>
    private async Task<int> DeleteAsync(string table, string column, TimeSpan age, CancellationToken ct)
    {
        var total = 0;
        int batch;
        do
        {
            await using var command = database.CreateCommand(
                $"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {column} < now() - $1 LIMIT {BatchSize}))");
            command.Parameters.Add(new() { Value = age });
            batch = await command.ExecuteNonQueryAsync(ct);
            total += batch;
        }
        while (batch == BatchSize);

        return total;
    }

    [LoggerMessage(7410, LogLevel.Information, "Deleted {Sessions} ended sessions, {Families} families of tokens and {Revocations} revocations")]
    private partial void LogCleaned(int sessions, int families, int revocations);
}
