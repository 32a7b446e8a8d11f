using ScaleApp.Data.Files;

namespace ScaleApp.Worker.Pictures;

internal sealed partial class ThumbnailJob(ShopContext shop, FileArchive files, ILogger<ThumbnailJob> logger) : IThumbnailJob
{
    public async Task MakeAsync(Guid fileId, CancellationToken ct)
    {
        var picture = await shop.Set<StoredFile>().AsNoTracking()
            .SingleOrDefaultAsync(file => file.Id == fileId && file.Length != null && file.CondemnedAt == null, ct);
        if (picture is null || await files.FindAsync(ThumbnailName.Of(fileId), ct) is not null)
        {
            LogNothingToDo(fileId);
            return;
        }

        using var content = new MemoryStream();
        await using (var stored = files.Open(picture))
        {
            await stored.CopyToAsync(content, ct);
        }

        if (Thumbnail.Make(content.GetBuffer().AsSpan(0, (int)content.Length)) is not { } thumbnail)
        {
            LogUnreadable(fileId);
            return;
        }

        using var encoded = new MemoryStream(thumbnail);
        await files.SaveAsync(ThumbnailName.Of(fileId), Thumbnail.ContentType, encoded, encoded.Length, ct);
    }

    [LoggerMessage(7500, LogLevel.Information, "Picture {File} was replaced, or has its thumbnail")]
    private partial void LogNothingToDo(Guid file);

    [LoggerMessage(7501, LogLevel.Warning, "Picture {File} cannot be decoded, so it gets no thumbnail and is shown as it is")]
    private partial void LogUnreadable(Guid file);
}
