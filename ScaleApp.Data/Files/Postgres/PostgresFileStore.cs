using System.Buffers;
using ScaleApp.Data.Schema;

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
            ?? throw new FileNotFoundException($"File {id} has no content from byte {offset} on.");
        return new ChunkStream(first, offset, (next, token) => ReadAsync(id, next, token));
    }

    public async Task DeleteAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand("DELETE FROM file_chunks WHERE file_id = $1").With(id);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task InsertAsync(Guid id, long start, ReadOnlyMemory<byte> piece, CancellationToken ct)
    {
        await using var command = database.CreateCommand("INSERT INTO file_chunks (file_id, start, content) VALUES ($1, $2, $3)").With(id, start, piece);
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
            """).With(id, offset);
        return (byte[]?)await command.ExecuteScalarAsync(ct);
    }
}

/// <summary>A content that is fetched piece by piece as it is read.</summary>
internal sealed class ChunkStream(byte[] first, long offset, Func<long, CancellationToken, Task<byte[]?>> fetch) : ForwardStream
{
    private ReadOnlyMemory<byte> _piece = first;
    private long _position = offset;
    private bool _isAtEnd;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _isAtEnd)
        {
            return 0;
        }

        if (_piece.IsEmpty)
        {
            _piece = await fetch(_position, cancellationToken);
            if (_piece.IsEmpty)
            {
                _isAtEnd = true;
                return 0;
            }
        }

        var count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        _position += count;
        return count;
    }
}

/// <summary>A piece of a file's content, when PostgreSQL is the store.</summary>
internal sealed class FileChunk
{
    /// <summary>The file. No foreign key: the store knows contents only.</summary>
    public Guid FileId { get; init; }

    /// <summary>Where in the file the piece begins.</summary>
    public long Start { get; init; }

    /// <summary>The bytes; none for the one piece of an empty file.</summary>
    public required byte[] Content { get; init; }
}

internal sealed class FileChunkMapping : IEntityTypeConfiguration<FileChunk>
{
    public void Configure(EntityTypeBuilder<FileChunk> builder)
    {
        builder.ToTable("file_chunks");
        builder.HasKey(chunk => new { chunk.FileId, chunk.Start });

        // Pictures are compressed already, and ranges of an export are read from the middle.
        builder.Property(chunk => chunk.Content).IsStoredUncompressed();
    }
}
