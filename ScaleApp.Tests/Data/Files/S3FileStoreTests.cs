using ScaleApp.Data.Files;
using ScaleApp.Data.Files.S3;
using ScaleApp.Tests.Support.S3;

namespace ScaleApp.Tests.Data.Files;

public sealed class S3FileStoreTests(S3Server server) : FileStoreTests, IClassFixture<S3Server>, IDisposable
{
    private readonly S3FileStore _store = new(server.Client(), server.Options);

    private protected override IFileStore Store => _store;

    public void Dispose() => _store.Dispose();
}
