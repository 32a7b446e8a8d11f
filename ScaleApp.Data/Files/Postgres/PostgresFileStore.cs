using System.Buffers;
using Npgsql;
using NpgsqlTypes;

namespace ScaleApp.Data.Files.Postgres;

/// <summary>Keeps contents in the shop's database, piece by piece.</summary>
/// <remarks>
/// A connection is held for the time of one piece only, so a slow client holds none. Pieces are not one transaction: what is not whole
/// has no name, and is swept.
/// </remarks>
internal sealed class PostgresFileStore(NpgsqlDataSource database) : IFileStore
{
    internal const int ChunkSize = 256 * 1024;

    public async Task WriteAsync(Guid id, Stream content, long? length, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            var start = 0L;
            int count;
            do
            {
                count = await content.ReadAtLeastAsync(buffer.AsMemory(0, ChunkSize), ChunkSize, throwOnEndOfStream: false, ct);
                if (count > 0 || start == 0)
                {
                    await InsertAsync(id, start, buffer.AsMemory(0, count), ct);
                    start += count;
                }
            }
            while (count == ChunkSize);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<Stream> OpenAsync(Guid id, long offset, CancellationToken ct)
    {
        var first = await ReadAsync(id, offset, ct)
            ?? throw new FileNotFoundException($"There is no content of file {id} from byte {offset} on.");
        return new ChunkStream(first, offset, (next, token) => ReadAsync(id, next, token));
    }

    public async Task DeleteAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand("DELETE FROM file_chunks WHERE file_id = $1");
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task InsertAsync(Guid id, long start, ReadOnlyMemory<byte> piece, CancellationToken ct)
    {
        await using var command = database.CreateCommand("INSERT INTO file_chunks (file_id, start, content) VALUES ($1, $2, $3)");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = start });
        command.Parameters.Add(new() { Value = piece, NpgsqlDbType = NpgsqlDbType.Bytea });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The rest of the piece that holds the byte at <paramref name="offset"/>; null past the end.</summary>
    private async Task<byte[]?> ReadAsync(Guid id, long offset, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            SELECT substring(content FROM ($2 - start + 1)::integer) FROM file_chunks
            WHERE file_id = $1 AND start = (SELECT max(start) FROM file_chunks WHERE file_id = $1 AND start <= $2)
                AND $2 <= start + length(content)
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = offset });
        return (byte[]?)await command.ExecuteScalarAsync(ct);
    }
}
