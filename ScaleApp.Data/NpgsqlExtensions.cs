namespace ScaleApp.Data;

/// <summary>Parameters and preparation of statements that are written by hand.</summary>
public static class NpgsqlExtensions
{
    public static NpgsqlCommand With(this NpgsqlCommand command, params object[] values)
    {
        command.Parameters.AddRange(ToParameters(values));
        return command;
    }

    public static void Add(this NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(ToParameters(values));
        batch.BatchCommands.Add(command);
    }

    /// <summary>Prepares the command, except behind a pooler, where the next transaction may use another session.</summary>
    /// <remarks><c>No Reset On Close</c> in the connection string tells that a pooler is used.</remarks>
    public static Task PrepareForSessionAsync(this NpgsqlCommand command, CancellationToken ct) =>
        new NpgsqlConnectionStringBuilder(command.Connection!.ConnectionString).NoResetOnClose ? Task.CompletedTask : command.PrepareAsync(ct);

    private static NpgsqlParameter[] ToParameters(object[] values) => Array.ConvertAll(values, value => new NpgsqlParameter { Value = value });
}
