using ScaleApp.Data.Files.S3;
using ScaleApp.Tests.Support;
using ScaleApp.Tests.Support.S3;

namespace ScaleApp.Tests.Data.Files;

public class S3FileStoreTests(S3Server server) : IClassFixture<S3Server>
{
    private readonly FileStoreContract _contract = new(new S3FileStore(server.Client(), server.Options));

    [RequiresTheory("node", "npm")]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(256 * 1024, true)]
    [InlineData(256 * 1024, false)]
    [InlineData(5 * 1024 * 1024, false)]
    [InlineData(FileStoreContract.Large, true)]
    [InlineData(FileStoreContract.Large, false)]
    public Task What_is_written_is_read_to_the_byte(int length, bool isLengthKnown) =>
        _contract.What_is_written_is_read_to_the_byte(length, isLengthKnown);

    [RequiresFact("node", "npm")]
    public Task Reading_begins_where_it_is_asked_to() => _contract.Reading_begins_where_it_is_asked_to();

    [RequiresFact("node", "npm")]
    public Task What_was_never_written_is_not_found() => _contract.What_was_never_written_is_not_found();

    [RequiresFact("node", "npm")]
    public Task What_is_deleted_is_gone_and_deleting_it_again_is_no_mistake() =>
        _contract.What_is_deleted_is_gone_and_deleting_it_again_is_no_mistake();

    [RequiresTheory("node", "npm")]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_content_that_fails_while_it_is_written_fails_the_writing_and_can_be_deleted(bool isLengthKnown) =>
        _contract.A_content_that_fails_while_it_is_written_fails_the_writing_and_can_be_deleted(isLengthKnown);

    [RequiresFact("node", "npm")]
    public Task Writing_ends_when_it_is_cancelled() => _contract.Writing_ends_when_it_is_cancelled();

    [RequiresFact("node", "npm")]
    public Task Several_read_and_write_at_once() => _contract.Several_read_and_write_at_once();
}
