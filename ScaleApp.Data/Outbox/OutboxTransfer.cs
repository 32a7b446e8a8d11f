using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using ScaleApp.Jobs;

namespace ScaleApp.Data.Outbox;

/// <summary>Hands a batch of committed jobs to the job engine.</summary>
/// <remarks>
/// The rows are locked, handed over, and deleted in one transaction. Whoever dies on the way leaves them to the next, who hands them
/// over under the same ids, which the job engine takes once. Locked rows are skipped, so any number of processes may do this.
/// </remarks>
internal sealed partial class OutboxTransfer(
    NpgsqlDataSource database, IBackgroundJobClient jobs, IOptions<OutboxOptions> options, ILogger<OutboxTransfer> logger)
{
    /// <summary>Called when the jobs are in Redis and their rows are not deleted yet; for tests that stop right there.</summary>
    internal Func<Task>? HandedOver { get; set; }

    /// <summary>How many rows were settled: less than a full batch means that no more were there.</summary>
    public async Task<int> MoveBatchAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var rows = await TakeAsync(connection, ct);
        if (rows.Count == 0)
        {
            return 0;
        }

        var refused = await HandOverAsync(rows, ct);
        await (HandedOver?.Invoke() ?? Task.CompletedTask);
        await SettleAsync(connection, [.. rows.Select(row => row.Id).Except(refused.Keys)], refused, ct);
        await transaction.CommitAsync(ct);
        return rows.Count;
    }

    private async Task<List<OutboxRow>> TakeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT id, request FROM outbox_jobs WHERE error IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED", connection)
        {
            Parameters = { new() { Value = options.Value.BatchSize } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<OutboxRow>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(reader.GetInt64(0), reader.GetString(1)));
        }

        return rows;
    }

    private static async Task SettleAsync(
        NpgsqlConnection connection, long[] done, Dictionary<long, string> refused, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("DELETE FROM outbox_jobs WHERE id = ANY($1)") { Parameters = { new() { Value = done } } },
                new("UPDATE outbox_jobs job SET error = refused.error FROM unnest($1, $2) refused (id, error) WHERE job.id = refused.id")
                {
                    Parameters = { new() { Value = refused.Keys.ToArray() }, new() { Value = refused.Values.ToArray() } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task<Dictionary<long, string>> HandOverAsync(List<OutboxRow> rows, CancellationToken ct)
    {
        var refused = new Dictionary<long, string>();
        var requests = new List<(long Row, JobRequest Request)>(rows.Count);
        foreach (var row in rows)
        {
            if (Read(row, refused) is { } request)
            {
                requests.Add((row.Id, request));
            }
        }

        try
        {
            await jobs.CreateManyAsync([.. requests.Select(entry => entry.Request)], ct);
        }
        catch (ArgumentException)
        {
            // One of them is not valid, and must not hold up the others.
            foreach (var (row, request) in requests)
            {
                await HandOverAsync(row, request, refused, ct);
            }
        }

        return refused;
    }

    private async Task HandOverAsync(long row, JobRequest request, Dictionary<long, string> refused, CancellationToken ct)
    {
        try
        {
            await jobs.CreateAsync(request, ct);
        }
        catch (ArgumentException error)
        {
            Refuse(row, error, refused);
        }
    }

    private JobRequest? Read(OutboxRow row, Dictionary<long, string> refused)
    {
        try
        {
            var request = JsonSerializer.Deserialize<JobRequest>(row.Request)!;

            // The job may have run and been forgotten when its row is handed over again: its key is still known then.
            return request.UniqueKey is null
                ? request with { UniqueKey = $"outbox:{request.Id}", UniqueFor = options.Value.RememberFor }
                : request;
        }
        catch (JsonException error)
        {
            Refuse(row.Id, error, refused);
            return null;
        }
    }

    private void Refuse(long row, Exception error, Dictionary<long, string> refused)
    {
        LogRefused(error, row);
        refused[row] = error.Message.Length > 2000 ? error.Message[..2000] : error.Message;
    }

    [LoggerMessage(5050, LogLevel.Error,
        "The job in row {Row} of outbox_jobs cannot be enqueued and is set aside; correct it and clear its error to have it tried again")]
    private partial void LogRefused(Exception error, long row);

    private readonly record struct OutboxRow(long Id, string Request);
}
