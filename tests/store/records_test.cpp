// Records as bytes: nothing of them is lost, and whatever the bytes are, reading them is safe.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <random>
#include <set>

#include "filled.hpp"

namespace layby::store::test {

/// Turns into whatever a field is. Never defined; not of this file alone, or clang would want it to be.
struct Anything {
    template <class T>
    operator T() const;  // NOLINT
};

}  // namespace layby::store::test

namespace layby::store {
namespace {

using test::Anything;

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

// -- how many fields a struct has

template <class Struct, class... Before>
consteval std::size_t field_count() {
    if constexpr (requires { Struct{Before{}..., Anything{}}; })
        return field_count<Struct, Before..., Anything>();
    else
        return sizeof...(Before);
}

/// The fields that a list names, each counted once.
struct Listed {
    std::set<const void*> fields;
    std::set<std::string> names;

    Listed& operator()(const char* name, const auto& field) {
        fields.insert(&field);
        names.insert(name);
        return *this;
    }
};

template <class Struct>
std::size_t listed() {
    Listed out;
    const Struct value{};
    fields(out, value);
    EXPECT_EQ(out.fields.size(), out.names.size());
    return out.fields.size();
}

template <class Struct>
struct AStruct : testing::Test {};
using Structs = testing::Types<Address, Party, calls::Origin, calls::Refused, CodecChoice, MediaDescription,
                               calls::LegAudio, calls::LastSlot, calls::Transfer, parking::Parker,
                               parking::Retriever, parking::Release, parking::ParkedCall, calls::Park,
                               calls::KeptPark, calls::KeptRelease, sip::MediaLine, sip::SessionDescription,
                               sip::OurSession, sip::DialogName, sip::DialogState, calls::OutboundCall,
                               sip::KeptTarget, sip::KeptInvite, sip::SessionTimer, sip::KeptTransfer,
                               sip::KeptCall, sip::Topic, calls::Ends, calls::Forwards, calls::Presence>;
TYPED_TEST_SUITE(AStruct, Structs);

TYPED_TEST(AStruct, IsWrittenWithEveryField) { EXPECT_EQ(listed<TypeParam>(), field_count<TypeParam>()); }

TEST(AListOfFields, LeavesOutOnlySecretsAndWhatMeansNothingLater) {
    EXPECT_EQ(listed<calls::PinEntry>(), field_count<calls::PinEntry>() - 1) << "what was keyed";
    EXPECT_EQ(listed<calls::Leg>(), field_count<calls::Leg>() - 1) << "what was being said";
    EXPECT_EQ(listed<calls::Ring>(), field_count<calls::Ring>() - 1)
        << "its place in line: who waits goes on to the next step";
    EXPECT_EQ(listed<sip::SubscriptionState>(), field_count<sip::SubscriptionState>() - 1) << "pending";
    EXPECT_EQ(listed<sip::KeptRegistration>(), field_count<sip::RegisteredDevice>() + 1) << "expires";
}

// -- there and back

TEST(ARecord, ComesBackAsItWas) {
    for (const auto& record : filled_records()) {
        const auto text = encoded(record);
        const auto back = decoded(static_cast<Kind>(record.index()), text, {});
        ASSERT_TRUE(back) << text;
        EXPECT_EQ(encoded(*back), text);
        EXPECT_EQ(key_of(*back), key_of(record));
    }
}

template <class T>
void expect_equal_after_return(const T& value) {
    const Record record = value;
    const auto back = decoded(static_cast<Kind>(record.index()), encoded(record), {});
    ASSERT_TRUE(back);
    EXPECT_TRUE(std::get<T>(*back) == value);
}

TEST(ARecord, ThatCanBeComparedIsEqualToWhatCameBack) {
    auto leg = filled<calls::Leg>();
    leg.pin->keyed.clear();
    expect_equal_after_return(leg);
    expect_equal_after_return(calls::Leg{});
    expect_equal_after_return(filled<sip::KeptRegistration>());
    expect_equal_after_return(filled<calls::Ring>());
    expect_equal_after_return(filled<calls::Transfer>());
    expect_equal_after_return(filled<calls::KeptPark>());
    expect_equal_after_return(filled<calls::Presence>());
    expect_equal_after_return(filled<calls::KeptRelease>());
}

TEST(ARecord, HoldsNoPinThatWasKeyed) {
    calls::Leg leg;
    leg.pin.emplace().keyed = "8642";
    EXPECT_THAT(encoded(leg), Not(HasSubstr("8642")));
    leg.pin->keyed.clear();
    expect_equal_after_return(leg);
}

TEST(ARecord, OfASubscriptionHasItsLampProfileByName) {
    const auto text = encoded(filled<sip::SubscriptionState>());
    EXPECT_THAT(text, HasSubstr(sip::lamp_profile_names().back()));
    const auto back = decoded(Kind::subscription, R"({"format":1,"profile":"of tomorrow"})", {});
    ASSERT_TRUE(back);
    EXPECT_EQ(std::get<sip::SubscriptionState>(*back).profile.name, "default");
}

TEST(ARecord, IsReadWithItsInstantsShiftedButNotThoseThatAreNone) {
    calls::Transfer transfer;
    transfer.again = {Instant{5s}, 7};
    const auto back = decoded(Kind::transfer, encoded(transfer), -2s);
    ASSERT_TRUE(back);
    EXPECT_EQ(std::get<calls::Transfer>(*back).again, (calls::Ticket{Instant{3s}, 1}));
    EXPECT_EQ(std::get<calls::Leg>(*decoded(Kind::leg, encoded(calls::Leg{}), -2s)), calls::Leg{});
}

TEST(ARecord, OfAnotherTimeMayLackFieldsAndHaveOthers) {
    const auto back = decoded(Kind::ring, R"({"format":1,"id":5,"colour":"red","park":6})", {});
    ASSERT_TRUE(back);
    calls::Ring expected;
    expected.id = {5};
    expected.park = {6};
    EXPECT_EQ(std::get<calls::Ring>(*back), expected);
}

TEST(ARecord, ThatSaysNonsenseIsNotRead) {
    for (const auto* text :
         {"", "{", "[]", "5", R"({"id":5})", R"({"format":2,"id":5})", R"({"format":"1"})",
          R"({"format":1,"id":-5})", R"({"format":1,"id":5.5})", R"({"format":1,"id":"5"})",
          R"({"format":1,"doing":200})", R"({"format":1,"doing":-1})", R"({"format":1,"since":1e30})",
          R"({"format":1,"with":18446744073709551616})", R"({"format":1,"local":{"ip":"x"}})",
          R"({"format":1,"local":[{"port":65536}]})", R"({"format":1,"local":[1,2]})",
          R"({"format":1,"party":{"name":[1,256]}})", R"({"format":1,"rang":1})"})
        EXPECT_FALSE(decoded(Kind::leg, text, 1s)) << text;
    EXPECT_FALSE(decoded(Kind::leg, R"({"format":1,"since":9223372036854775807})", 1s)) << "it overflows";
}

/// The same as a map of maps, a list of lists, …: reading must not go down with them.
TEST(ARecord, ThatIsNestedWithoutEndIsNotRead) {
    for (const char opens : {'\x81', '\x9f', '\xbf'})
        EXPECT_FALSE(decoded(Kind::leg, std::string(1'000'000, opens), 1s));
    std::string map;
    for (int i = 0; i < 100'000; ++i) map += "\xa1\x61x";
    EXPECT_FALSE(decoded(Kind::leg, map, 1s));
}

TEST(ARecord, ThatWasWrittenAsJsonIsReadStill) {
    const auto back =
        decoded(Kind::leg, R"({"format":1,"id":5,"party":{"name":[65,255],"number":"0123"}})", {});
    ASSERT_TRUE(back);
    EXPECT_EQ(std::get<calls::Leg>(*back).party, (Party{"A\xff", "0123", false}));
}

TEST(ARecord, IsSmallerThanItsJson) {
    const auto bytes = encoded(filled<sip::KeptCall>());
    EXPECT_LT(bytes.size(), nlohmann::json::from_cbor(bytes)
                                .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                                .size());
}

/// A text with a few bytes changed, taken out or repeated.
std::string mutilated(std::string text, std::mt19937& random) {
    for (auto wounds = random() % 4 + 1; wounds > 0 && !text.empty(); --wounds) {
        const auto at = random() % text.size();
        const auto length = random() % 20;
        if (random() % 3 == 0) text[at] = static_cast<char>(random());
        if (random() % 3 == 0) text.erase(at, length);
        if (random() % 3 == 0) text.insert(at, text.substr(random() % (text.size() + 1), length));
        if (random() % 3 == 0) text.replace(at, 1, std::string(1, "0123456789[]{}\",:-e"[random() % 19]));
    }
    return text;
}

TEST(ARecord, ThatIsMutilatedIsReadOrNotButNeverCrashes) {
    std::mt19937 random(1);
    int read = 0;
    for (const auto& record : filled_records()) {
        const auto text = encoded(record);
        for (int i = 0; i < 2000; ++i) {
            const auto back =
                decoded(static_cast<Kind>(record.index()), mutilated(text, random), Duration::max());
            if (back) ++read, encoded(*back);
        }
    }
    EXPECT_GT(read, 0) << "some wounds are harmless";
}

}  // namespace
}  // namespace layby::store
