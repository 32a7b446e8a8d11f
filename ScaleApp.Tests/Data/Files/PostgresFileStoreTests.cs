using ScaleApp.Data.Files;
using ScaleApp.Data.Files.Postgres;

namespace ScaleApp.Tests.Data.Files;

public class PostgresFileStoreTests(ShopDatabase database) : FileStoreTests, IClassFixture<ShopDatabase>
{
    private protected override IFileStore Store => new PostgresFileStore(database.Source);
}
