namespace ScaleApp.Data.Files;

/// <summary>Removes files without a name: those that were replaced, with their thumbnails, and those that were not written to the end.</summary>
/// <remarks>
/// A file is condemned first and deleted some time later, so a download that has begun completes. Any number of processes may
/// sweep, and may be killed at it: a file's row goes last.
/// </remarks>
public sealed class FileSweeper(ShopContext shop, IFileStore store)
{
    private const int BatchSize = 200;

    // Longer than any upload or export may take.
    private static readonly TimeSpan Unfinished = TimeSpan.FromHours(2);

    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>Condemns, and deletes what was condemned a quarter of an hour ago. Returns how many files were deleted.</summary>
    /// <exception cref="FileStoreUnavailableException">The store is unavailable; the rest is deleted by the next run.</exception>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        await RemoveThumbnailsAsync(ct);
        await CondemnAsync(ct);
        var deleted = 0;
        while (await CondemnedAsync(ct) is { Count: > 0 } files)
        {
            foreach (var file in files)
            {
                await store.DeleteAsync(file, ct);
            }

            deleted += await shop.Set<StoredFile>().Where(file => files.Contains(file.Id)).ExecuteDeleteAsync(ct);
        }

        return deleted;
    }

    // Thumbnails whose picture has no name any more.
    private Task<int> RemoveThumbnailsAsync(CancellationToken ct)
    {
        var names = shop.Set<FileName>();
        return names.Where(thumbnail => thumbnail.Name.StartsWith(ThumbnailName.Prefix)
                && !names.Any(picture => ThumbnailName.Prefix + picture.FileId.ToString() == thumbnail.Name))
            .ExecuteDeleteAsync(ct);
    }

    private async Task CondemnAsync(CancellationToken ct)
    {
        // Two statements, because a file that is named between reading and locking its row must be caught by neither: the first looks
        // at the row alone, and in the snapshot of the second whatever is whole has been named already.
        var files = shop.Set<StoredFile>().Where(file => file.CondemnedAt == null);
        await files.Where(file => file.Length == null && file.CreatedAt < ShopContext.Now() - Unfinished)
            .ExecuteUpdateAsync(set => set.SetProperty(file => file.CondemnedAt, _ => ShopContext.Now()), ct);
        await files.Where(file => file.Length != null && !shop.Set<FileName>().Any(name => name.FileId == file.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(file => file.CondemnedAt, _ => ShopContext.Now()), ct);
    }

    private Task<List<Guid>> CondemnedAsync(CancellationToken ct) => shop.Set<StoredFile>()
        .Where(file => file.CondemnedAt < ShopContext.Now() - Grace).OrderBy(file => file.CondemnedAt)
        .Select(file => file.Id).Take(BatchSize).ToListAsync(ct);
}
