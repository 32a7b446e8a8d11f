using System.Data.Common;

namespace ScaleApp.Data.Files;

/// <summary>The shop's files by name. A name shows a file that is whole, or nothing.</summary>
/// <remarks>
/// The content is written first, under a new id; naming it is one step at the end, in which it replaces the file that had the
/// name. What was broken off has no name and is removed at once, or by the <see cref="FileSweeper"/> when the process was killed; so is what
/// was replaced.
/// </remarks>
public sealed class FileArchive(ShopContext shop, IFileStore store, TimeProvider time)
{
    private static readonly TimeSpan DiscardDeadline = TimeSpan.FromSeconds(5);

    public Task<StoredFile> SaveAsync(string name, string contentType, Stream content, long? length, CancellationToken ct) =>
        SaveAsync(name, contentType, content, length, enqueue: null, ct);

    /// <summary>Stores a content under a name, in place of the one that had it. After a failure the name shows what it showed before.</summary>
    /// <remarks>
    /// <paramref name="enqueue"/> adds jobs to the outbox of the context, in the transaction that names the file. It may be called again when
    /// the transaction is retried.
    /// </remarks>
    /// <exception cref="FileStoreUnavailableException">The store is unavailable.</exception>
    public async Task<StoredFile> SaveAsync(
        string name, string contentType, Stream content, long? length, Action<ShopContext, StoredFile>? enqueue, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, FileName.MaxLength, nameof(name));
        var file = new StoredFile { Id = Guid.CreateVersion7(), ContentType = contentType, CreatedAt = time.GetUtcNow() };
        shop.Add(file);
        await shop.SaveChangesAsync(ct);
        shop.Entry(file).State = EntityState.Detached;

        await using var measured = new MeasuredStream(content);
        try
        {
            await store.WriteAsync(file.Id, measured, length, ct);
        }
        catch
        {
            await DiscardAsync(file.Id);
            measured.Failure?.Throw();
            throw;
        }

        file.Length = measured.Count;
        file.Hash = measured.GetHash();
        await PublishAsync(name, file, enqueue, ct);
        return file;
    }

    public Task<StoredFile?> FindAsync(string name, CancellationToken ct) =>
        (from entry in shop.Set<FileName>()
         join file in shop.Set<StoredFile>() on entry.FileId equals file.Id
         where entry.Name == name
         select file).AsNoTracking().SingleOrDefaultAsync(ct);

    /// <summary>The content of a file that was found, as a stream in which one can seek. It asks the store when it is read.</summary>
    public Stream Open(StoredFile file) => new FileContent(store, file.Id, file.Length ?? throw new InvalidOperationException(
        $"File {file.Id} is not whole and has no name: find it by its name."));

    /// <summary>Removes the name. False when no file had it.</summary>
    public async Task<bool> RemoveAsync(string name, CancellationToken ct) =>
        await shop.Set<FileName>().Where(entry => entry.Name == name).ExecuteDeleteAsync(ct) > 0;

    /// <summary>Leaves nothing behind; what cannot be removed now is swept.</summary>
    private async Task DiscardAsync(Guid id)
    {
        using var deadline = new CancellationTokenSource(DiscardDeadline, time);
        try
        {
            await store.DeleteAsync(id, deadline.Token);
            await shop.Set<StoredFile>().Where(file => file.Id == id).ExecuteDeleteAsync(deadline.Token);
        }
        catch (Exception error) when (error is IOException or DbException or InvalidOperationException or OperationCanceledException)
        {
            // The caller needs the error of the write.
        }
    }

    private async Task PublishAsync(string name, StoredFile file, Action<ShopContext, StoredFile>? enqueue, CancellationToken ct)
    {
        var isNamed = await shop.InTransactionAsync(async token =>
        {
            var isNamed = await TryNameAsync(name, file, token);
            if (isNamed)
            {
                enqueue?.Invoke(shop, file);
            }

            return isNamed;
        }, ct);
        if (!isNamed)
        {
            throw new TimeoutException($"Writing file {file.Id} took so long that it was given up: try again.");
        }
    }

    // In one statement: whole and named together. Nothing is named that the sweep has condemned meanwhile.
    private async Task<bool> TryNameAsync(string name, StoredFile file, CancellationToken ct) => await shop.Database.ExecuteSqlAsync(
        $"""
        WITH whole AS (
            UPDATE files SET length = {file.Length}, hash = {file.Hash} WHERE id = {file.Id} AND condemned_at IS NULL RETURNING id
        )
        INSERT INTO file_names (name, file_id) SELECT {name}, id FROM whole
        ON CONFLICT (name) DO UPDATE SET file_id = excluded.file_id
        """, ct) > 0;
}
