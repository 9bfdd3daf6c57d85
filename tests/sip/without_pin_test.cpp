// What is written down of a dialog has no PIN.
#include "sip/text/without_pin.hpp"

#include <gtest/gtest.h>

namespace layby::sip {
namespace {

TEST(AnAddress, IsWrittenDownWithoutThePin) {
    EXPECT_EQ(without_pin("<sip:*68701*4711@office.example>"), "<sip:*68701*@office.example>");
    EXPECT_EQ(without_pin("<sip:*68*4711@office.example;user=phone>"),
              "<sip:*68*@office.example;user=phone>");
    EXPECT_EQ(without_pin("\"Bob *5\" <sips:*68202*0@h>"), "\"Bob *5\" <sips:*68202*@h>");
    EXPECT_EQ(without_pin("<sip:%2A68701%2a4711@h>"), "<sip:%2A68701%2a@h>");
    EXPECT_EQ(without_pin("sip:*68*4711"), "sip:*68*");
}

TEST(AnAddress, WithoutAPinStaysAsItIs) {
    for (const std::string address :
         {"<sip:701@h>", "<sip:*68701@h>", "<sip:**201@h>", "<sip:*7@h>", "<sip:ann@h>", "<sip:*68*@h>",
          "\"*1*2\" <sip:ann@h>", "", "sip:", "<sip:@h>"})
        EXPECT_EQ(without_pin(address), address);
}

}  // namespace
}  // namespace layby::sip
