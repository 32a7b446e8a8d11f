using System.Buffers;
using ScaleApp.Data.Files;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Api.Files;

/// <summary>Takes pictures in: streamed from the request to the store and looked at on the way.</summary>
/// <remarks>They are never whole in memory, and on no disk of a replica.</remarks>
internal sealed class PictureUploads(FileArchive files)
{
    /// <summary>The largest body, in bytes, with the framing of one that comes in chunks.</summary>
    public const long MaxLength = 5 * 1024 * 1024;

    // By this factor more is looked at each time, so that all looks together cost little more than the last.
    private const int Step = 8;

    /// <summary>The kind and size of the picture in the request's body; null when it is something else. The body is not consumed and can be read again.</summary>
    public static async Task<PictureHeader?> DetectAsync(HttpRequest request, CancellationToken ct)
    {
        for (var wanted = PictureHeader.LongestHead / (Step * Step * Step * Step); ; wanted *= Step)
        {
            var read = await request.BodyReader.ReadAtLeastAsync(wanted, ct);
            var head = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, PictureHeader.LongestHead));
            var header = PictureHeader.Read(head.IsSingleSegment ? head.FirstSpan : head.ToArray());
            request.BodyReader.AdvanceTo(read.Buffer.Start);
            if (header is not null || wanted >= PictureHeader.LongestHead || read.Buffer.Length < wanted)
            {
                return header;
            }
        }
    }

    /// <summary>Keeps the request's body under a name, in place of the picture that had it. When it fails, the one before stays.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, or the client closed the connection.</exception>
    public Task<StoredFile> SaveAsync(string name, string contentType, HttpRequest request, CancellationToken ct) =>
        files.SaveAsync(name, contentType, request.BodyReader.AsStream(leaveOpen: true), request.ContentLength, EnqueueThumbnail, ct);

    private static void EnqueueThumbnail(ShopContext shop, StoredFile file) =>
        shop.Enqueue<IThumbnailJob>(job => job.MakeAsync(file.Id, CancellationToken.None));
}

internal sealed class PictureOptions
{
    public const string Section = "Pictures";

    /// <summary>
    /// How long an upload may take, before it is answered with 408. Default: 2 minutes. At most half an hour: the sweep takes what is
    /// unfinished after two for broken off.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:30:00")]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
