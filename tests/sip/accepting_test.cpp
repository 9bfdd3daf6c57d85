// Which connection is ended when a stranger's time is over.
#include "sip/stack/accepting.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <unistd.h>

#include <vector>

namespace layby::tests {
namespace {

using namespace sip;

sockaddr_in any_loopback() {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
}

TEST(AcceptedSockets, AreNotMistakenForAnotherOneWithTheirNumber) {
    const int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = any_loopback();
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(listening, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(listening, 10), 0);
    ASSERT_EQ(getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size), 0);
    std::vector<AcceptedSocket> accepted;
    const Accepting accepting({ntohs(address.sin_port)}, [&](const AcceptedSocket& socket, const Address&) {
        accepted.push_back(socket);
        return true;
    });
    const auto connect_one = [&] {
        const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        return client;
    };

    const int first = connect_one();
    const int gone = accept(listening, nullptr, nullptr);
    const int second = connect_one();
    close(gone);
    const int here = accept(listening, nullptr, nullptr);
    ASSERT_EQ(here, gone) << "the number is given anew";
    ASSERT_EQ(accepted.size(), 2U);

    Accepting::end(accepted[0]);
    EXPECT_EQ(send(here, "x", 1, MSG_NOSIGNAL), 1) << "it is another connection";
    Accepting::end(accepted[1]);
    EXPECT_EQ(send(here, "x", 1, MSG_NOSIGNAL), -1);
    for (const int one : {first, second, here, listening}) close(one);
}

}  // namespace
}  // namespace layby::tests
