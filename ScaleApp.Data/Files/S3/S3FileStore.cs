using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ScaleApp.Data.Files.S3;

/// <summary>Keeps contents as objects of a bucket: as one piece when the length is known, else in parts.</summary>
/// <remarks>
/// An upload that is broken off is aborted; one whose process was killed leaves parts that only the bucket can find: give it a
/// lifecycle rule that aborts incomplete uploads after a day.
/// </remarks>
internal sealed class S3FileStore(IAmazonS3 s3, S3Options options) : IFileStore, IDisposable
{
    // Amazon's limit for one object that is not sent in parts.
    private const long LargestSinglePut = 5L * 1024 * 1024 * 1024;

    public Task WriteAsync(Guid id, Stream content, long? length, CancellationToken ct) => CallAsync(id, async () =>
    {
        if (length is not (null or > LargestSinglePut))
        {
            var put = new PutObjectRequest { BucketName = options.Bucket, Key = KeyOf(id), InputStream = content, AutoCloseStream = false };
            put.Headers.ContentLength = length.Value;
            await s3.PutObjectAsync(put, ct);
        }
        else
        {
            await new S3Upload(s3, options.Bucket!, KeyOf(id)).RunAsync(content, ct);
        }

        return id;
    }, ct);

    public Task<Stream> OpenAsync(Guid id, long offset, CancellationToken ct) => CallAsync(id, async () =>
    {
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = KeyOf(id) };
        if (offset > 0)
        {
            request.ByteRange = new ByteRange(offset, long.MaxValue);
        }

        return (await s3.GetObjectAsync(request, ct)).ResponseStream;
    }, ct);

    public Task DeleteAsync(Guid id, CancellationToken ct) =>
        CallAsync(id, () => s3.DeleteObjectAsync(options.Bucket, KeyOf(id), ct), ct);

    public void Dispose() => s3.Dispose();

    private string KeyOf(Guid id) => $"{options.Prefix}{id:N}";

    private async Task<T> CallAsync<T>(Guid id, Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception error) when (error.ErrorCode is "NoSuchKey" or "InvalidRange")
        {
            throw new FileNotFoundException($"Bucket '{options.Bucket}' does not have the content of file {id}, or less of it than was asked for.", error);
        }
        catch (AmazonServiceException error)
        {
            throw new FileStoreUnavailableException(
                $"Bucket '{options.Bucket}' refuses a call ({(int)error.StatusCode} {error.ErrorCode}): {error.Message} Check Files:S3.", error);
        }
        catch (Exception error) when (error is HttpRequestException or WebException or AmazonClientException or TimeoutException
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new FileStoreUnavailableException(
                $"Bucket '{options.Bucket}' cannot be reached: {error.Message} Check Files:S3 and the server.", error);
        }
    }
}
