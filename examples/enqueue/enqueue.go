// Puts a text file on newsmill's queue as an article and waits for its event.
//
//	go mod init example && go get github.com/redis/go-redis/v9
//	REDIS_URL=redis://producer:PASSWORD@localhost:6379/0 go run enqueue.go article.txt
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/redis/go-redis/v9"
)

type body struct {
	ContentType string `json:"content_type"`
	Value       string `json:"value"`
}

type article struct {
	ID     string `json:"id"`   // stable over versions; the same id and text again is answered as a duplicate
	Body   body   `json:"body"` // the one key that is required
	Source string `json:"source"`
}

type event struct {
	Data struct {
		Entry          string `json:"entry"`
		Outcome        string `json:"outcome"` // stored, duplicate or dead
		ArticleID      string `json:"article_id"`
		ArticleVersion int    `json:"article_version"`
		Detail         string `json:"detail"` // why
	} `json:"data"`
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	ctx := context.Background()
	queue := redis.NewClient(must(redis.ParseURL(os.Getenv("REDIS_URL"))))
	path := os.Args[1]
	raw := must(json.Marshal(article{
		ID:     "urn:example:" + filepath.Base(path),
		Body:   body{ContentType: "text/plain", Value: string(must(os.ReadFile(path)))},
		Source: "Example Wire",
	}))

	// Where the events stand now, so that ours is not missed however fast it comes.
	since := "0"
	if newest := must(queue.XRevRangeN(ctx, "newsmill:events", "+", "-", 1).Result()); len(newest) > 0 {
		since = newest[0].ID
	}

	// From this answer on, the article is newsmill's to finish.
	entry := must(queue.XAdd(ctx, &redis.XAddArgs{
		Stream: "newsmill:incoming",
		Values: map[string]any{"article": raw},
	}).Result())
	fmt.Println("accepted as", entry)

	for {
		streams, err := queue.XRead(ctx, &redis.XReadArgs{
			Streams: []string{"newsmill:events", since},
			Block:   5 * time.Second,
		}).Result()
		if errors.Is(err, redis.Nil) { // no event in five seconds
			continue
		}
		if err != nil {
			log.Fatal(err)
		}
		for _, message := range streams[0].Messages {
			since = message.ID
			var found event
			if err := json.Unmarshal([]byte(message.Values["event"].(string)), &found); err != nil {
				log.Fatal(err)
			}
			if found.Data.Entry == entry {
				fmt.Println(found.Data.Outcome, found.Data.ArticleID, found.Data.ArticleVersion, found.Data.Detail)
				if found.Data.Outcome == "dead" {
					os.Exit(1)
				}
				return
			}
		}
	}
}
