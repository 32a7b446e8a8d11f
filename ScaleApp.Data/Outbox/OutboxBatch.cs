using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace ScaleApp.Data.Outbox;

/// <summary>Hands a batch of committed jobs to Hangfire.</summary>
/// <remarks>
/// The rows are locked, handed over and deleted in one transaction. A relay that dies in between leaves them to the next one, which
/// hands them over again. Locked rows are skipped, so any number of relays may run.
/// </remarks>
internal sealed partial class OutboxBatch(NpgsqlDataSource database, IBackgroundJobClientV2 jobs, ILogger<OutboxBatch> logger)
{
    /// <summary>The most jobs that are handed over in one transaction, and so repeated when a relay dies in it.</summary>
    public const int Size = 100;

    // Each takes a thread, because Hangfire's client is synchronous.
    private const int Parallelism = 4;

    // Read by the telemetry of jobs, under the name that W3C gave it.
    private const string TraceParent = "traceparent";

    private const int MaxErrorLength = 2000;

    // Older rows wait until an operator clears their error.
    private static readonly TimeSpan RetryUnknownFor = TimeSpan.FromHours(1);

    /// <summary>Runs when the jobs are in Redis and their rows are not deleted; for tests that stop there.</summary>
    internal Func<Task>? HandedOver { get; set; }

    /// <summary>Returns how many rows were settled. Fewer than a full batch means that no more were there.</summary>
    public async Task<int> MoveAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var rows = await TakeAsync(connection, ct);
        if (rows.Count == 0)
        {
            return 0;
        }

        var errors = await HandOverAsync(rows);
        await (HandedOver?.Invoke() ?? Task.CompletedTask);
        await SettleAsync(connection, rows, errors, ct);
        await transaction.CommitAsync(ct);
        return rows.Count;
    }

    /// <summary>Lets rows be tried again that a worker could not load, which may have been of an older version.</summary>
    public async Task RetryUnknownAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand("UPDATE outbox_jobs SET error = NULL WHERE error IS NOT NULL AND created_at > now() - $1")
            .With(RetryUnknownFor);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<OutboxJob>> TakeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT id, type, method, parameter_types, arguments, trace_parent FROM outbox_jobs
            WHERE error IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
            """, connection).With(Size);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<OutboxJob>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new OutboxJob
            {
                Id = reader.GetInt64(0),
                Type = reader.GetString(1),
                Method = reader.GetString(2),
                ParameterTypes = reader.GetString(3),
                Arguments = reader.GetString(4),
                TraceParent = reader.IsDBNull(5) ? null : reader.GetString(5),
            });
        }

        return rows;
    }

    // On threads of their own: Hangfire's client is synchronous, and the answers that it waits for need the thread pool.
    private async Task<string?[]> HandOverAsync(List<OutboxJob> rows)
    {
        var errors = new string?[rows.Count];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Parallelism, rows.Count)).Select(_ =>
            Task.Factory.StartNew(HandOverNext, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return errors;

        void HandOverNext()
        {
            try
            {
                for (int index; (index = Interlocked.Increment(ref next)) < rows.Count;)
                {
                    errors[index] = HandOver(rows[index]);
                }
            }
            catch
            {
                // The others would only wait for the same time-out.
                Volatile.Write(ref next, rows.Count);
                throw;
            }
        }
    }

    /// <summary>Returns null, or why this job can never be handed over.</summary>
    private string? HandOver(OutboxJob row)
    {
        Job job;
        try
        {
            job = new InvocationData(row.Type, row.Method, row.ParameterTypes, row.Arguments).DeserializeJob();
        }
        catch (JobLoadException error)
        {
            LogRefused(row.Id, row.Type, error);
            var reason = error.GetBaseException().Message;
            return reason.Length > MaxErrorLength ? reason[..MaxErrorLength] : reason;
        }

        var parameters = new Dictionary<string, object> { ["Outbox"] = row.Id };
        if (row.TraceParent is not null)
        {
            parameters[TraceParent] = row.TraceParent;
        }

        jobs.Create(job, new EnqueuedState(), parameters);
        return null;
    }

    private static async Task SettleAsync(NpgsqlConnection connection, List<OutboxJob> rows, string?[] errors, CancellationToken ct)
    {
        await using var settle = new NpgsqlBatch(connection);
        var refused = rows.Zip(errors).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First.Id, pair => pair.Second!);
        settle.Add("DELETE FROM outbox_jobs WHERE id = ANY($1)", rows.Select(row => row.Id).Except(refused.Keys).ToArray());
        foreach (var (id, error) in refused)
        {
            settle.Add("UPDATE outbox_jobs SET error = $2 WHERE id = $1", id, error);
        }

        await settle.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(5050, LogLevel.Error,
        "Row {Row} of outbox_jobs calls '{Type}', which this worker cannot load. It is tried again for an hour, in case a newer worker can; then clear its error")]
    private partial void LogRefused(long row, string type, Exception error);
}
